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
    private long _requestedBase;
    private long _recoveredBase;
    private long _reorderedBase;
    private long _givenUpBase;

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
        _requestedBase = _receiver.Nack?.Requested ?? 0;
        _recoveredBase = _receiver.Nack?.Recovered ?? 0;
        _reorderedBase = _receiver.Nack?.Reordered ?? 0;
        _givenUpBase = _receiver.Nack?.GivenUp ?? 0;
    }

    public void AddLosses(ViewerMeasurement measured)
    {
        measured.PacketsExpected += (_receiver.Reception?.Expected ?? 0) - _expectedBase;
        if (_receiver.Nack is { } nack)
        {
            measured.PacketsRepaired += nack.Recovered - _recoveredBase;
            measured.PacketsGivenUp += nack.GivenUp - _givenUpBase;
            measured.PacketsLost += nack.Requested - _requestedBase - (nack.Reordered - _reorderedBase);
        }
    }
}
