using CdnLab.Core;
using CdnLab.Rtc.Feedback;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class KeyFrameRequestGateTests
{
    [Fact]
    public void First_request_passes_at_once_and_the_rest_of_the_interval_is_merged_into_one()
    {
        var gate = new KeyFrameRequestGate();
        Assert.True(gate.NextTimeout.IsNever);
        Assert.False(gate.TryTake(At(0)));
        gate.Request();
        Assert.True(gate.TryTake(At(0)));
        Assert.True(gate.NextTimeout.IsNever);
        for (int i = 1; i < 100; i++)
        {
            gate.Request();
            Assert.False(gate.TryTake(At(i)));
        }

        Assert.Equal(At(500), gate.NextTimeout);
        Assert.True(gate.TryTake(At(500)));
        Assert.False(gate.TryTake(At(2000)));
        Assert.Equal((100, 2), (gate.Received, gate.Sent));
    }

    [Fact]
    public void Key_frame_satisfies_whoever_waits()
    {
        var gate = new KeyFrameRequestGate(TimeSpan.FromMilliseconds(300));
        gate.Request();
        Assert.True(gate.TryTake(At(0)));
        gate.Request();
        gate.OnKeyFrame();
        Assert.True(gate.NextTimeout.IsNever);
        Assert.False(gate.TryTake(At(300)));
        gate.Request();
        Assert.True(gate.TryTake(At(301)));
    }

    [Fact]
    public void Request_after_a_quiet_interval_passes_at_once()
    {
        var gate = new KeyFrameRequestGate();
        gate.Request();
        gate.TryTake(At(0));
        gate.Request();
        Assert.True(gate.TryTake(At(10_000)));
        gate.Request();
        Assert.False(gate.TryTake(At(10_499)));
    }

    private static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
