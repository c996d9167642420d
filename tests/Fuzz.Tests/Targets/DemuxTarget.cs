using CdnLab.Rtc;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>The first look at any datagram.</summary>
internal sealed class DemuxTarget : IFuzzTarget
{
    public string Name => "demux";

    public void Run(ReadOnlySpan<byte> input)
    {
        DatagramKind kind = Demux.Classify(input);
        Broken.Unless(kind != DatagramKind.Rtcp || RtpHeader.IsRtcp(input), "two opinions on what RTCP is");
        Broken.Unless(kind == DatagramKind.Unknown || input.Length >= 2, "a kind told from less than two bytes");
    }
}
