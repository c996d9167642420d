using System.Diagnostics;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>A test that root makes as somebody without rights; skipped, with the reason, where that is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OrdinaryUserFactAttribute : FactAttribute
{
    /// <summary>Becomes the user that owns nothing.</summary>
    public static readonly string[] Command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];

    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    public OrdinaryUserFactAttribute() => Skip = Obstacle.Value;

    private static string? FindObstacle()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Needs root, to become somebody else.";
        }

        using Process test = Process.Start(Command[0], [.. Command[1..], "test", "-r", Checkout.Cdnlab]);
        test.WaitForExit();
        return test.ExitCode == 0 ? null : $"User 65534 may not read {Checkout.Cdnlab}.";
    }
}
