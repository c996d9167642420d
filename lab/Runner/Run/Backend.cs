using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Scenario;

namespace CdnLab.Runner.Run;

/// <summary>How links are to be made on this host.</summary>
/// <param name="Kind">The backend.</param>
/// <param name="Reason">Why this one, in a sentence.</param>
/// <param name="ReExecute">Whether the lab must start itself again inside a user namespace first.</param>
internal sealed record Backend(LinkBackend Kind, string Reason, bool ReExecute)
{
    // Set for the lab that runs inside the user namespace it made.
    public const string InsideVariable = "CDNLAB_USER_NAMESPACE";

    /// <summary>Chooses by what the scenario asks for and what the host allows.</summary>
    /// <exception cref="RunFailedException">The scenario insists on what the host does not allow.</exception>
    public static Backend Choose(ScenarioPlan plan)
    {
        if (plan.LinksBackend == LinksBackend.Loopback)
        {
            return new Backend(LinkBackend.Loopback, "The scenario asks for loopback; links are not shaped.", false);
        }

        if (plan.LinksBackend == LinksBackend.Auto && plan.Links.Length == 0)
        {
            return new Backend(LinkBackend.Loopback, "The scenario has no links to shape.", false);
        }

        bool inside = Environment.GetEnvironmentVariable(InsideVariable) == "1";
        FabricBackend found = NetworkNamespaceProbe.Find(out string reason);
        if (found == FabricBackend.Direct && plan.LinksBackend != LinksBackend.Userns)
        {
            return inside
                ? new Backend(LinkBackend.UserNamespace, "Links are shaped inside a user namespace: the lab was started without root.", false)
                : new Backend(LinkBackend.Fabric, "Links are shaped between network namespaces.", false);
        }

        if (found != FabricBackend.Loopback && plan.LinksBackend != LinksBackend.Fabric)
        {
            return new Backend(LinkBackend.UserNamespace, "Links are shaped inside a user namespace: the lab was started without root.", !inside);
        }

        return plan.LinksBackend == LinksBackend.Auto
            ? new Backend(LinkBackend.Loopback, $"Links are NOT shaped: {reason}", false)
            : throw new RunFailedException(ExitCodes.CannotRun, $"The scenario asks for the links backend {plan.LinksBackend}, which this host does not allow: {reason}");
    }
}
