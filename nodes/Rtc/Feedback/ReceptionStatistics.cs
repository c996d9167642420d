using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Feedback;

/// <summary>Counts what arrives from one source and makes the report block about it.</summary>
/// <remarks>RFC 3550 §6.4.1, §A.1 (numbers), §A.3 (loss), §A.8 (jitter). Owned by one loop.</remarks>
public sealed class ReceptionStatistics
{
    // RFC 3550 §A.1: a jump beyond these limits is believed only when the next packet confirms it.
    private const int MaximumDropout = 3000;
    private const int MaximumMisorder = 100;

    // A transit time that changes by more says that the source's timestamps jumped, not that the network did.
    private const long LargestTransitChange = 5_000_000_000;
    private readonly int _clockRate;
    private bool _started;
    private uint _base;
    private uint _highest;
    private int _expectedAfterJump = -1;
    private long _received;
    private long _expectedPrior;
    private long _receivedPrior;
    private Instant _lastArrival;
    private uint _lastTimestamp;
    private bool _hasLastPacket;

    // In nanoseconds and times 16, so that the filter's division loses nothing.
    private long _jitter16;
    private uint _lastSenderReport;
    private Instant _senderReportArrival;
    private bool _hasSenderReport;

    /// <summary>Begins before the first packet.</summary>
    /// <param name="ssrc">The source.</param>
    /// <param name="clockRate">Units of its RTP timestamps per second.</param>
    public ReceptionStatistics(uint ssrc, int clockRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clockRate);
        Ssrc = ssrc;
        _clockRate = clockRate;
    }

    /// <summary>The source.</summary>
    public uint Ssrc { get; }

    /// <summary>Whether a packet has arrived: before, there is nothing to report.</summary>
    public bool HasStarted => _started;

    /// <summary>Packets received, duplicates included.</summary>
    public long Received => _received;

    /// <summary>Packets expected from the sequence numbers.</summary>
    public long Expected => _started ? (long)_highest - _base + 1 : 0;

    /// <summary>Highest sequence number received, with the number of wraps in its upper 16 bits.</summary>
    public uint ExtendedHighestSequence => _highest;

    /// <summary>Interarrival jitter.</summary>
    public TimeSpan Jitter => new((_jitter16 >> 4) / 100);

    /// <summary>Interarrival jitter in units of the media clock, as reported.</summary>
    public uint JitterUnits => (uint)UInt128.Min(uint.MaxValue, (UInt128)(_jitter16 >> 4) * (uint)_clockRate / 1_000_000_000);

    /// <summary>Counts a packet; restored retransmissions are not shown to this, as they arrived on another source.</summary>
    /// <param name="arrival">When it arrived.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="timestamp">Its RTP timestamp.</param>
    public void OnPacket(Instant arrival, ushort sequence, uint timestamp)
    {
        if (!Count(sequence))
        {
            return;
        }

        if (_hasLastPacket)
        {
            // §A.8 computes in timestamp units; nanoseconds lose less and are converted when reported.
            long sent = (int)(timestamp - _lastTimestamp) * 1_000_000_000L / _clockRate;
            long change = Math.Abs(arrival.NanosecondsSince(_lastArrival) - sent);
            if (change <= LargestTransitChange)
            {
                _jitter16 += change - ((_jitter16 + 8) >> 4);
            }
        }

        _hasLastPacket = true;
        _lastArrival = arrival;
        _lastTimestamp = timestamp;
    }

    /// <summary>Remembers a sender report of the source, from which its sender will compute the round-trip time.</summary>
    public void OnSenderReport(Instant arrival, NtpTime ntp)
    {
        _lastSenderReport = ntp.Middle;
        _senderReportArrival = arrival;
        _hasSenderReport = true;
    }

    /// <summary>Makes the report block; the fraction lost counts from the previous call.</summary>
    public ReportBlock MakeReport(Instant now)
    {
        long expected = Expected;
        long expectedInterval = expected - _expectedPrior;
        long lostInterval = expectedInterval - (_received - _receivedPrior);
        _expectedPrior = expected;
        _receivedPrior = _received;
        long fraction = expectedInterval <= 0 || lostInterval <= 0 ? 0 : Math.Min(255, lostInterval * 256 / expectedInterval);
        long cumulative = Math.Clamp(expected - _received, -0x80_0000, 0x7F_FFFF);
        return new ReportBlock(
            Ssrc, (byte)fraction, (int)cumulative, _highest, JitterUnits, _hasSenderReport ? _lastSenderReport : 0, DelaySinceSenderReport(now));
    }

    private uint DelaySinceSenderReport(Instant now)
    {
        if (!_hasSenderReport)
        {
            return 0;
        }

        long delay = Math.Max(0, now.NanosecondsSince(_senderReportArrival));
        return (uint)UInt128.Min(uint.MaxValue, (UInt128)delay * 65536 / 1_000_000_000);
    }

    private bool Count(ushort sequence)
    {
        if (!_started)
        {
            Restart(sequence);
            return true;
        }

        ushort ahead = (ushort)(sequence - (ushort)_highest);
        if (ahead < MaximumDropout)
        {
            _highest += ahead;
        }
        else if (ahead <= 65536 - MaximumMisorder)
        {
            if (sequence != _expectedAfterJump)
            {
                _expectedAfterJump = (ushort)(sequence + 1);
                return false;
            }

            // Two in a row: the source has restarted without saying so.
            Restart(sequence);
            return true;
        }

        _expectedAfterJump = -1;
        _received++;
        return true;
    }

    private void Restart(ushort sequence)
    {
        _started = true;
        _base = sequence;
        _highest = sequence;
        _expectedAfterJump = -1;
        _received = 1;
        _expectedPrior = 0;
        _receivedPrior = 0;
        _hasLastPacket = false;
    }
}
