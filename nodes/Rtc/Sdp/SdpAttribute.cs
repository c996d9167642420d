namespace CdnLab.Rtc.Sdp;

/// <summary>An attribute that is carried along without being understood.</summary>
/// <param name="Name">What stands before the colon.</param>
/// <param name="Value">What stands after it, as written; null when there is no colon.</param>
public sealed record SdpAttribute(string Name, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
