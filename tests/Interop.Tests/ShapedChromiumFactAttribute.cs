namespace CdnLab.Interop.Tests;

/// <summary>A test with a real browser in a region behind a shaped link; skipped, with the reason, where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShapedChromiumFactAttribute : FactAttribute
{
    public ShapedChromiumFactAttribute() => Skip = Requirements.ForShapedChromium();
}
