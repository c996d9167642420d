namespace CdnLab.Interop.Tests;

/// <summary>A test with the publisher of the Debian package simple-whip-client; skipped, with the reason, where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WhipClientFactAttribute : FactAttribute
{
    public WhipClientFactAttribute() => Skip = Requirements.ForWhipClient();
}
