using CdnLab.Forwarding;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;

namespace CdnLab.Node.Http;

/// <summary>Playing by WHEP (IETF draft 03) at <c>/whep/{stream}</c>.</summary>
internal sealed class WhepEndpoint(NodeSettings settings, PlayCoordinator player, SessionAdmission admission)
    : NegotiationEndpoint(settings, admission)
{
    protected override string Protocol => "whep";

    protected override string Methods => "POST, HEAD, OPTIONS";

    protected override bool ConflictMayPass => true;

    protected override Task<NegotiationOutcome> NegotiateAsync(string stream, string offer, CancellationToken cancellation) =>
        player.PlayAsync(stream, offer, cancellation);
}
