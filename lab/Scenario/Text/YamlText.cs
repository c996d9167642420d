using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CdnLab.Scenario;

/// <summary>Turns YAML text into <see cref="ConfigNode"/>s and back.</summary>
/// <remarks>
/// Built on the parser's events and not on object binding, because every later error must know its line. Anchors, aliases
/// and merge keys (<c>&lt;&lt;</c>) work; tags and several documents in one file are refused.
/// </remarks>
internal sealed class YamlText
{
    // A scenario is written by hand. The limits stop a file of another kind, deep nesting and aliases that multiply.
    private const int MaximumCharacters = 1 << 20;
    private const int MaximumDepth = 32;
    private const int MaximumNodes = 200_000;

    private readonly IParser _parser;
    private readonly string _source;
    private readonly SourceMark? _fixedMark;
    private readonly ErrorList _errors;
    private readonly Dictionary<string, ConfigNode> _anchors = [];
    private int _nodes;
    private SourceMark _reached;

    private YamlText(string text, string source, SourceMark? fixedMark, ErrorList errors)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _source = source;
        _fixedMark = fixedMark;
        _errors = errors;
    }

    /// <summary>Parses one document.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="source">Name of the file, for marks.</param>
    /// <param name="errors">Receives what is wrong with the text itself.</param>
    /// <param name="mark">Given to all nodes in place of their own lines, for text out of an override.</param>
    /// <returns>The root, or null when the text is no YAML or empty; then an error was added.</returns>
    public static ConfigNode? Parse(string text, string source, ErrorList errors, SourceMark? mark = null)
    {
        SourceMark start = mark ?? new SourceMark(source, 1, 1);
        if (text.Length > MaximumCharacters)
        {
            errors.Add(new ScenarioError(start, "", null, $"the file has {text.Length} characters", $"at most {MaximumCharacters}"));
            return null;
        }

        var reader = new YamlText(text, source, mark, errors) { _reached = start };
        try
        {
            return reader.ReadDocument(start);
        }
        catch (YamlException e)
        {
            SourceMark at = mark ?? new SourceMark(source, (int)e.Start.Line, (int)e.Start.Column);
            errors.Add(new ScenarioError(at, "", null, $"this is not YAML: {e.Message}", null));
            return null;
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet 16.3's scanner throws at some unclosed braces, without a place.
            errors.Add(new ScenarioError(reader._reached, "", null, "this is not YAML: something after this place is not closed", null));
            return null;
        }
    }

    /// <summary>Writes a tree as YAML: the same values in the same order, without comments.</summary>
    public static string Write(ConfigNode root)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(true));
        emitter.Emit(new StreamEnd());
        return writer.ToString().ReplaceLineEndings("\n");
    }

    private static void Emit(Emitter emitter, ConfigNode node)
    {
        switch (node)
        {
            case ConfigScalar scalar:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, scalar.Text, scalar.Quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Any, !scalar.Quoted, true));
                break;
            case ConfigList list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, list.Flow ? SequenceStyle.Flow : SequenceStyle.Block));
                list.Items.ForEach(item => Emit(emitter, item));
                emitter.Emit(new SequenceEnd());
                break;
            case ConfigMap map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, map.Flow ? MappingStyle.Flow : MappingStyle.Block));
                foreach (ConfigEntry entry in map.Entries)
                {
                    emitter.Emit(new Scalar(entry.Key));
                    Emit(emitter, entry.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
        }
    }

    private ConfigNode? ReadDocument(SourceMark start)
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _errors.Add(new ScenarioError(start, "", null, "the file is empty", "a scenario (scenarios/README.md)"));
            return null;
        }

        _parser.Consume<DocumentStart>();
        ConfigNode root = Read(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            _errors.Add(new ScenarioError(At(second.Start), "", null, "a second document begins here", "one document per file"));
        }

        return root;
    }

    private ConfigNode Read(int depth)
    {
        ParsingEvent next = _parser.Current ?? throw new YamlException("the text ends too early");
        _reached = At(next.Start);
        if (depth > MaximumDepth || ++_nodes > MaximumNodes)
        {
            throw new YamlException(next.Start, next.End, $"more than {MaximumDepth} levels or {MaximumNodes} values");
        }

        if (next is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            throw new YamlException(next.Start, next.End, $"the tag {tagged.Tag} is not part of the language");
        }

        switch (next)
        {
            case AnchorAlias:
                AnchorAlias alias = _parser.Consume<AnchorAlias>();
                if (!_anchors.TryGetValue(alias.Value.Value, out ConfigNode? known))
                {
                    throw new YamlException(alias.Start, alias.End, $"no anchor &{alias.Value.Value} stands before this alias");
                }

                _nodes += CountOf(known);
                return known.Clone();
            case Scalar:
                Scalar scalar = _parser.Consume<Scalar>();
                return Keep(scalar, new ConfigScalar(At(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain));
            case SequenceStart:
                return ReadList(depth);
            case MappingStart:
                return ReadMap(depth);
            default:
                throw new YamlException(next.Start, next.End, $"unexpected {next.GetType().Name}");
        }
    }

    private ConfigList ReadList(int depth)
    {
        SequenceStart start = _parser.Consume<SequenceStart>();
        var list = new ConfigList(At(start.Start), start.Style == SequenceStyle.Flow);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            list.Items.Add(Read(depth + 1));
        }

        return Keep(start, list);
    }

    private ConfigMap ReadMap(int depth)
    {
        MappingStart start = _parser.Consume<MappingStart>();
        var map = new ConfigMap(At(start.Start), start.Style == MappingStyle.Flow);
        var merged = new List<ConfigMap>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out Scalar? key))
            {
                ParsingEvent other = _parser.Current!;
                throw new YamlException(other.Start, other.End, "a key must be a plain word");
            }

            ConfigNode value = Read(depth + 1);
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
            {
                merged.AddRange((value as ConfigList)?.Items.OfType<ConfigMap>() ?? [(value as ConfigMap)!]);
                if (merged.Contains(null!))
                {
                    throw new YamlException(key.Start, key.End, "<< takes a map, or a list of maps");
                }
            }
            else if (map.Find(key.Value) is { } first)
            {
                _errors.Add(new ScenarioError(At(key.Start), key.Value, null, $"this key was already given in line {first.KeyAt.Line}", "each key once"));
            }
            else
            {
                map.Entries.Add(new ConfigEntry(key.Value, At(key.Start), value));
            }
        }

        // Merge keys never replace what the map says itself, and an earlier map wins over a later one (YAML merge key draft).
        foreach (ConfigEntry entry in merged.SelectMany(other => other.Entries).Where(entry => map.Find(entry.Key) is null).ToList())
        {
            if (map.Find(entry.Key) is null)
            {
                map.Entries.Add(entry);
            }
        }

        return Keep(start, map);
    }

    private T Keep<T>(NodeEvent start, T node)
        where T : ConfigNode
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private SourceMark At(Mark mark) => _fixedMark ?? new SourceMark(_source, (int)mark.Line, (int)mark.Column);

    private static int CountOf(ConfigNode node) => node switch
    {
        ConfigList list => 1 + list.Items.Sum(CountOf),
        ConfigMap map => 1 + map.Entries.Sum(entry => CountOf(entry.Value)),
        _ => 1,
    };
}
