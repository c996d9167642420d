using System.Text;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>The body of a PATCH.</summary>
internal sealed class IceFragmentTarget : IFuzzTarget
{
    public string Name => "ice-fragment";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (!IceFragment.TryParse(Encoding.UTF8.GetString(input), out IceFragment? fragment, out SdpError error))
        {
            Broken.Unless(error.ToString().Length > 0, "refused without a reason");
            return;
        }

        string written = fragment.ToString();
        Broken.Unless(IceFragment.TryParse(written, out IceFragment? again, out error), $"what was read and written does not parse: {error}");
        Broken.Unless(again!.ToString() == written, "writing changes what was read");
        Broken.Unless(again.Candidates.Count() == fragment.Candidates.Count(), "candidates were lost");
    }
}
