using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CdnLab.Control;

/// <summary>Control messages to UTF-8 JSON and back. Any thread.</summary>
public static class ControlJson
{
    private static readonly string[] s_types =
    [
        "hello", "node_list", "stream_list", "stream_published", "stream_stopped", "pull", "pull_answer", "pull_refused", "pull_end",
    ];

    /// <summary>The bytes of a message.</summary>
    public static byte[] Serialize(ControlMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, ControlJsonContext.Default.ControlMessage);

    /// <summary>Reads a message that anybody may have sent.</summary>
    /// <param name="utf8">The whole message; the caller has bounded its length.</param>
    /// <param name="message">The message, checked against <see cref="ControlLimits"/>; null unless the result is Ok.</param>
    /// <param name="reason">For people: why there is no message; empty when there is one. Quotes nothing that could be secret.</param>
    /// <returns>Whether there is a message; never an exception.</returns>
    public static ControlParseResult TryParse(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ControlMessage? message, out string reason)
    {
        message = null;
        try
        {
            // The type is looked at first, because System.Text.Json cannot skip a type that it does not know.
            if (!TryReadType(utf8, out string? type, out reason))
            {
                return ControlParseResult.Malformed;
            }

            if (!s_types.Contains(type))
            {
                reason = "the type is not known to this version";
                return ControlParseResult.UnknownType;
            }

            ControlMessage? parsed = JsonSerializer.Deserialize(utf8, ControlJsonContext.Default.ControlMessage);
            if (parsed is null)
            {
                reason = "the message is null";
                return ControlParseResult.Malformed;
            }

            string? fault = ControlValidation.FindFault(parsed);
            if (fault is not null)
            {
                reason = fault;
                return ControlParseResult.Malformed;
            }

            message = parsed;
            return ControlParseResult.Ok;
        }
        catch (JsonException error)
        {
            // The serializer reports bad input only by exceptions. Its message may quote the input, so only the place is kept.
            reason = $"not the JSON of a control message (at {error.Path ?? "the start"}, byte {error.BytePositionInLine ?? 0})";
            return ControlParseResult.Malformed;
        }
        catch (InvalidOperationException)
        {
            // Thrown for strings that are valid JSON but not valid UTF-16, such as a lone surrogate escape.
            reason = "a string is not valid Unicode";
            return ControlParseResult.Malformed;
        }
    }

    private static bool TryReadType(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? type, out string reason)
    {
        type = null;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 16 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reason = "not a JSON object";
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals(ControlMessage.TypeMember);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString();
            }

            reader.Skip();
        }

        while (reader.Read())
        {
            // Only what follows the object is left, which must be nothing: the reader throws when it is not.
        }

        reason = type is null ? "no member 'type' that is a string" : "";
        return type is not null;
    }
}
