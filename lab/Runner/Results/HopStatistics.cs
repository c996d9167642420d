using CdnLab.Core;
using CdnLab.Measurement.Results;

namespace CdnLab.Runner.Results;

/// <summary>Stages of the traced packets of one region pair.</summary>
internal sealed class HopStatistics
{
    private readonly LatencyHistogram _endToEnd = new();
    private readonly LatencyHistogram _unexplained = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (StageKind Kind, LatencyHistogram Latency)> _stages = [];

    public long Count => _endToEnd.Count;

    public void Add(IReadOnlyList<(string Name, StageKind Kind, long Nanoseconds)> stages, long endToEnd)
    {
        long explained = 0;
        foreach ((string name, StageKind kind, long nanoseconds) in stages)
        {
            if (!_stages.TryGetValue(name, out (StageKind Kind, LatencyHistogram Latency) stage))
            {
                _stages.Add(name, stage = (kind, new LatencyHistogram()));
                _order.Add(name);
            }

            stage.Latency.Record(nanoseconds);
            explained += nanoseconds;
        }

        _endToEnd.Record(endToEnd);

        // Clocks of one host, but read at different places: a stage may be told a few microseconds too long.
        _unexplained.Record(Math.Abs(endToEnd - explained));
    }

    public LatencyWaterfall ToWaterfall(string from, string to) => new()
    {
        PublisherRegion = from,
        ViewerRegion = to,
        TracedPackets = Count,
        EndToEndP50Ms = _endToEnd.PercentileMs(50),
        EndToEndP99Ms = _endToEnd.PercentileMs(99),
        UnexplainedP50Ms = _unexplained.PercentileMs(50),
        UnexplainedP99Ms = _unexplained.PercentileMs(99),
        Stages = [.. _order.Select(name => new LatencyStage
        {
            Name = name,
            Kind = _stages[name].Kind,
            P50Ms = _stages[name].Latency.PercentileMs(50),
            P99Ms = _stages[name].Latency.PercentileMs(99),
        })],
    };
}
