namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=simulcast</c> line (RFC 8853 §5.1).</summary>
/// <param name="Send">Streams the writer sends: each a rid, with alternatives by comma and <c>~</c> before paused ones.</param>
/// <param name="Receive">Streams the writer receives.</param>
public sealed record SdpSimulcast(IReadOnlyList<string> Send, IReadOnlyList<string> Receive)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string send = Send.Count == 0 ? "" : "send " + string.Join(';', Send);
        string receive = Receive.Count == 0 ? "" : "recv " + string.Join(';', Receive);
        return send.Length == 0 || receive.Length == 0 ? send + receive : $"{send} {receive}";
    }
}
