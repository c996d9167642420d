using CdnLab.Measurement.Results;

namespace CdnLab.Runner.Results;

/// <summary>What the report says about its own figures.</summary>
internal static class Texts
{
    public static IReadOnlyList<Definition> Definitions { get; } =
    [
        new Definition { Term = "CDN latency", Text = "From the planned send time of a frame's first packet to the kernel's receive time of the packet that completes the frame at the viewer. Pictures and sounds are frames alike. Encoding, jitter buffer and decoding are not in it." },
        new Definition { Term = "Over link", Text = "CDN latency at p50 less the realised delay at p50 of the link between the two regions." },
        new Definition { Term = "Residual loss", Text = "Share of the frames sent in the measuring window that never became whole at a viewer, after NACK and RTX. A frame that never arrives is not left out: it counts here." },
        new Definition { Term = "Late", Text = "Whole, but later than 500 ms after the planned time: too late for a real-time player." },
        new Definition { Term = "Freeze", Text = "W3C webrtc-stats: a gap between pictures of at least max(3 × average, average + 150 ms), the average over the last 30." },
        new Definition { Term = "Join", Text = "From the start of the WHEP request to the last packet of the first key frame. Cold: the edge did not have the stream yet; warm: it did." },
        new Definition { Term = "Residence", Text = "From the kernel's receive timestamp at a node to the call that sends the packet on. On loopback and inside a namespace the kernel's work of delivering to the receiver is charged to the sender." },
        new Definition { Term = "Unexplained", Text = "End-to-end time of a traced packet less the publisher's lateness, the nodes' residence and the links' delay: what the kernel and the scheduler took between them." },
    ];

    public static IReadOnlyList<string> NotMeasured { get; } =
    [
        "Encoding, jitter buffer, decoding and display: viewers are simulated and put frames together without decoding them.",
        "Clock differences between hosts: all processes run on one host with one clock.",
        "Last-mile networks: viewers stand in the region of their edge.",
    ];
}
