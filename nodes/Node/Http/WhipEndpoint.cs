using CdnLab.Forwarding;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;

namespace CdnLab.Node.Http;

/// <summary>Publishing by WHIP (RFC 9725) at <c>/whip/{stream}</c>.</summary>
internal sealed class WhipEndpoint(NodeSettings settings, IMediaPlane media, SessionAdmission admission)
    : NegotiationEndpoint(settings, admission)
{
    protected override string Protocol => "whip";

    // RFC 9725 §4.2 reserves GET, HEAD and PUT.
    protected override string Methods => "POST, OPTIONS";

    protected override bool ConflictMayPass => false;

    protected override async Task<NegotiationOutcome> NegotiateAsync(string stream, string offer, CancellationToken cancellation) =>
        await media.FindAsync(stream, cancellation) switch
        {
            LocalStreamKind.Published => NegotiationOutcome.Refused(409, $"Stream '{stream}' is already published on this node."),
            LocalStreamKind.Pulled => NegotiationOutcome.Refused(
                409, $"Stream '{stream}' is being fetched from another node; its name is free again when nobody has watched it for a while."),
            _ => await media.PublishAsync(stream, offer, cancellation),
        };
}
