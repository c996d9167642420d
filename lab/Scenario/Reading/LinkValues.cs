using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>The values that a link states itself, over those of its profile.</summary>
internal sealed class LinkValues
{
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaximumJitter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumQueue = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SmallestDefaultQueue = TimeSpan.FromMilliseconds(20);
    private static readonly Bitrate MinimumRate = new(1_000);
    private static readonly Bitrate MaximumRate = new(100_000_000_000);

    private readonly ObjectReader _reader;
    private readonly LinkProfile? _profile;
    private bool _told;
    private TimeSpan? _delay;
    private TimeSpan? _jitter;
    private double? _loss;
    private Bitrate? _rate;
    private TimeSpan? _queueTime;
    private DataSize? _queueSize;
    private double? _reorder;
    private BurstLoss? _chain;
    private double? _meanBurst;

    private LinkValues(ObjectReader reader, LinkProfile? profile)
    {
        _reader = reader;
        _profile = profile;
    }

    public static LinkValues Read(ReadContext context, ObjectReader reader)
    {
        string? profileName = reader.Reference("profile", "link profile", context.Profiles.Names);
        var values = new LinkValues(reader, profileName is null ? null : context.Profiles.Find(profileName))
        {
            _delay = reader.Duration("delay", TimeSpan.Zero, MaximumDelay),
            _jitter = reader.Duration("jitter", TimeSpan.Zero, MaximumJitter),
            _loss = (double?)reader.Percent("loss") / 100,
            _rate = reader.Rate("rate", MinimumRate, MaximumRate),
            _reorder = (double?)reader.Percent("reorder") / 100,
        };
        values.ReadQueue();
        values.ReadBurstLoss(context);
        if (!reader.Has("profile") && !reader.Has("delay"))
        {
            context.Errors.Add(new ScenarioError(
                reader.MapAt, reader.PathOf("delay"), null, "this key is missing", "in every link without a profile"));
        }

        return values;
    }

    /// <summary>The settings of one direction; null when they do not go together, with an error.</summary>
    /// <param name="from">Where packets enter.</param>
    /// <param name="to">Where they leave.</param>
    /// <param name="towardsSecond">Whether this is the direction of an access profile's <c>down</c>.</param>
    public LinkSettings? Make(string from, string to, bool towardsSecond)
    {
        TimeSpan delay = _delay ?? _profile?.Delay ?? TimeSpan.Zero;
        Bitrate rate = _rate ?? (towardsSecond ? _profile?.Down : _profile?.Up) ?? default;
        double loss = _loss ?? _profile?.Loss ?? 0;
        double? meanBurst = _meanBurst ?? (_reader.Has("burst_loss") ? null : _profile?.MeanBurst);
        BurstLoss? chain = _chain;
        if (chain is not null)
        {
            loss = chain.Average;
        }
        else if (meanBurst is not null && loss > 0)
        {
            chain = BurstLoss.FromMean(loss, meanBurst.Value);
            if (chain is null)
            {
                Tell("burst_loss", $"cannot be the length of bursts at a loss of {Units.FormatPercent(loss)}", $"a loss of at most {Units.FormatPercent(meanBurst.Value / (meanBurst.Value + 1))}, or longer bursts");
                return null;
            }
        }

        if (rate == default && _reader.Has("queue"))
        {
            Tell("queue", "belongs to a link without a rate, where no queue forms", "a rate too, such as rate: 20 Mbit/s");
            return null;
        }

        // A buffer of one bandwidth-delay product (2 x one-way delay at the link's rate) is the classic size; short links get
        // 20 ms, since below that a key frame alone would overflow it.
        TimeSpan byDefault = delay * 2 > SmallestDefaultQueue ? delay * 2 : SmallestDefaultQueue;
        TimeSpan queue = rate == default ? TimeSpan.Zero
            : _queueSize is { } size ? new TimeSpan(rate.NanosecondsFor(size.Bytes) / 100)
            : _queueTime ?? byDefault;
        if (queue > MaximumQueue)
        {
            Tell("queue", $"takes {Units.Format(queue)} to drain at {rate}", $"at most {Units.Format(MaximumQueue)}");
            return null;
        }

        return new LinkSettings
        {
            From = from,
            To = to,
            Delay = delay,
            Jitter = _jitter ?? _profile?.Jitter ?? TimeSpan.Zero,
            Loss = loss,
            BurstLoss = chain,
            Rate = rate,
            Queue = queue,
            Reorder = _reorder ?? 0,
            Profile = _profile?.Name,
        };
    }

    private void ReadQueue()
    {
        const string Expected = "a time from 1 ms to 60 s or an amount of data, such as 100 ms or 256 KiB";
        if (_reader.Text("queue", Expected) is not { } text)
        {
            return;
        }

        if (Units.TryParseDuration(text, out TimeSpan time))
        {
            _queueTime = time;
            if (time < TimeSpan.FromMilliseconds(1) || time > MaximumQueue)
            {
                _reader.Fail("queue", "is out of range", Expected);
            }
        }
        else if (Units.TryParseSize(text, out DataSize size))
        {
            _queueSize = size;
            if (size.Bytes < 1500)
            {
                _reader.Fail("queue", "is too small for one packet", "at least 1500 B");
            }
        }
        else
        {
            _reader.Fail("queue", "is neither a time nor an amount of data", Expected);
        }
    }

    private void ReadBurstLoss(ReadContext context)
    {
        const string Expected = "none, the mean length of a burst in packets (1 to 1000), or { enter, leave, loss_inside, loss_outside }";
        if (_reader.Node("burst_loss") is ConfigMap map)
        {
            if (_reader.Has("loss"))
            {
                _reader.Fail("loss", "stands beside a burst_loss map, which says itself how much is lost", "one of the two");
            }

            if (ObjectReader.Open(context.Errors, map, _reader.PathOf("burst_loss"), ScenarioKeys.BurstLoss) is { } inner
                && inner.Percent("enter") is { } enter && inner.Percent("leave") is { } leave)
            {
                _chain = new BurstLoss(
                    (double)enter / 100, (double)leave / 100, (double)(inner.Percent("loss_inside") ?? 100) / 100, (double)(inner.Percent("loss_outside") ?? 0) / 100);
            }

            return;
        }

        if (_reader.Text("burst_loss", Expected) is not { } text || text == "none")
        {
            return;
        }

        if (Units.TryParseNumber(text, out decimal length) && length is >= 1 and <= 1000)
        {
            _meanBurst = (double)length;
            return;
        }

        _reader.Fail("burst_loss", "is not a length of bursts", Expected);
    }

    // Both directions of a link share their values, so the same mistake would be told twice.
    private void Tell(string key, string problem, string expected)
    {
        if (!_told)
        {
            _reader.Fail(key, problem, expected);
        }

        _told = true;
    }
}
