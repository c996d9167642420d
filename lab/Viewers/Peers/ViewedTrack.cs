using CdnLab.Core;
using CdnLab.Media;
using CdnLab.Rtc.Receiving;

namespace CdnLab.Viewers.Peers;

/// <summary>One track of a simulated viewer.</summary>
internal sealed class ViewedTrack
{
    // More than a second of packets of any frame rate in use.
    private const int CaptureSlots = 256;

    private readonly ReceiverTrack _receiver;
    private readonly (uint Timestamp, ulong CaptureTime)[] _captures = new (uint, ulong)[CaptureSlots];
    private readonly int _tick;
    private long _expectedBase;
    private TrackLoss _lossBase;

    public ViewedTrack(ReceiverTrack receiver, CodecName codec, PayloadPool pool)
    {
        _receiver = receiver;
        IsVideo = codec.IsVideo();
        _tick = IsVideo ? 1500 : 960;
        Assembler = new FrameAssembler(codec, pool);
    }

    public bool IsVideo { get; }

    public FrameAssembler Assembler { get; }

    public void RequestKeyFrame() => _receiver.KeyFrameGate?.Request();

    public void NoteCaptureTime(uint timestamp, ulong captureTime)
    {
        if (captureTime != 0)
        {
            _captures[timestamp / (uint)_tick % CaptureSlots] = (timestamp, captureTime);
        }
    }

    /// <summary>The moment that the frame was planned for; <see cref="Instant.Never"/> when no packet told it.</summary>
    public Instant CaptureTimeOf(uint timestamp, WallClock clock)
    {
        (uint known, ulong captureTime) = _captures[timestamp / (uint)_tick % CaptureSlots];
        return known == timestamp && captureTime != 0 ? clock.ToInstant(new NtpTime(captureTime)) : Instant.Never;
    }

    public void MarkBaseline()
    {
        _expectedBase = _receiver.Reception?.Expected ?? 0;
        _lossBase = _receiver.Loss;
    }

    public void AddLosses(ViewerMeasurement measured)
    {
        measured.PacketsExpected += (_receiver.Reception?.Expected ?? 0) - _expectedBase;
        measured.Loss += _receiver.Loss - _lossBase;
    }
}
