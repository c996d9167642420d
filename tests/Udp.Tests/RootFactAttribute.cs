namespace CdnLab.Udp.Tests;

/// <summary>A test that makes a network namespace, which takes root.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "needs root, for a network namespace";
        }
    }
}
