using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>The built plan: namespaces, links and the packet thread, with what can be asked of them while it runs.</summary>
/// <remarks>One thread calls it: the one that reads the commands.</remarks>
internal sealed class FabricSwitch : IDisposable
{
    private readonly FabricPlan _plan;
    private readonly RegionPort[] _ports;
    private readonly LinkDirection[] _directions;
    private readonly PacketPool _pool;
    private readonly TraceRecorder? _trace;
    private readonly StreamWriter? _traceOutput;
    private readonly PacketLoop _loop;
    private readonly (long Packets, long Dropped)[] _deviceBase;
    private ThreadStatistics _threadBase;
    private int _collectionsBase;
    private Instant _since;

    /// <summary>Builds the plan and starts moving packets.</summary>
    /// <param name="plan">A plan without a problem.</param>
    /// <param name="failed">Called on another thread when the packet thread ends by an error.</param>
    /// <exception cref="FabricException">The host does not allow it; nothing is left behind.</exception>
    public FabricSwitch(FabricPlan plan, Action<Exception> failed)
    {
        _plan = plan;
        var ports = new List<RegionPort>();
        try
        {
            foreach (FabricRegion region in plan.Regions)
            {
                ports.Add(RegionPort.Create(region, LinkedPrefixes(region.Name)));
            }

            _ports = [.. ports];
            _directions = [.. plan.Links.SelectMany(l => new[] { (l.A, l.B, l.ProfileAB), (l.B, l.A, l.ProfileBA) }).Select(Join)];
            _deviceBase = new (long, long)[_ports.Length];
            _pool = new PacketPool(plan.MaxPackets);
            _traceOutput = plan.TraceEvery > 0 ? OpenTrace(plan.TraceOutput!) : null;
            _trace = plan.TraceEvery > 0 ? new TraceRecorder(plan.TraceCapacity) : null;
            _loop = new PacketLoop(_ports, _directions, _pool, _trace, plan.TraceEvery, failed);
        }
        catch
        {
            ports.ForEach(p => p.Dispose());
            throw;
        }

        WarmUp.Run();
        _loop.Start();
        Reset();
        Snapshot();
    }

    /// <summary>The event that says where the regions are.</summary>
    public FabricEvent.Ready Ready => new(
        Environment.ProcessId,
        _ports.ToDictionary(p => p.Name, p => p.NamespacePath),
        _loop.FifoProblem is null,
        [.. _ports.SelectMany(p => p.Warnings), .. _loop.FifoProblem is { } problem ? [problem] : Array.Empty<string>()]);

    /// <summary>Zeroes counters and histograms.</summary>
    public FabricEvent.Reset Reset()
    {
        for (int i = 0; i < _ports.Length; i++)
        {
            _deviceBase[i] = _ports[i].ReadDeviceCounters();
        }

        _collectionsBase = GC.CollectionCount(0);
        _threadBase = ThreadStatistics.Read(_loop.ThreadId);
        _loop.Invoke(() =>
        {
            foreach (RegionPort port in _ports)
            {
                port.ReadPackets = port.UnroutablePackets = 0;
            }

            foreach (LinkDirection direction in _directions)
            {
                direction.Emulator.ResetCounters();
            }

            _since = SystemClock.Now;
        });
        return new FabricEvent.Reset(_since.Nanoseconds);
    }

    /// <summary>The ground truth since the last reset.</summary>
    public FabricEvent.Snapshot Snapshot()
    {
        var counters = new LinkCounters[_directions.Length];
        for (int i = 0; i < counters.Length; i++)
        {
            counters[i] = new LinkCounters();
        }

        var profiles = new LinkProfile[_directions.Length];
        var read = new long[_ports.Length];
        var unroutable = new long[_ports.Length];
        Instant at = default;
        _loop.Invoke(() =>
        {
            for (int i = 0; i < counters.Length; i++)
            {
                _directions[i].Emulator.CopyCounters(counters[i]);
                profiles[i] = _directions[i].Emulator.Profile;
            }

            for (int i = 0; i < read.Length; i++)
            {
                read[i] = _ports[i].ReadPackets;
                unroutable[i] = _ports[i].UnroutablePackets;
            }

            at = SystemClock.Now;
        });
        ThreadStatistics thread = ThreadStatistics.Read(_loop.ThreadId);
        var lateness = new DelayHistogram();
        foreach (LinkCounters c in counters)
        {
            lateness.Add(c.Lateness);
        }

        return new FabricEvent.Snapshot(
            _since.Nanoseconds,
            at.Nanoseconds,
            [.. _directions.Select((d, i) =>
                LinkDirectionTruth.Of(d.From.Name, d.To.Name, d.Emulator.Seed, profiles[i], counters[i]))],
            [.. _ports.Select((p, i) =>
            {
                (long packets, long dropped) = p.ReadDeviceCounters();
                return new RegionTruth(
                    p.Name, read[i], unroutable[i], packets - _deviceBase[i].Packets, dropped - _deviceBase[i].Dropped);
            })],
            new InstrumentTruth(
                _loop.FifoProblem is null,
                DelaySummary.Of(lateness),
                (thread.OnCpu - _threadBase.OnCpu) / 1e6,
                (thread.RunQueueWait - _threadBase.RunQueueWait) / 1e6,
                at.NanosecondsSince(_since) / 1e6,
                GC.CollectionCount(0) - _collectionsBase,
                _trace?.Count ?? 0,
                _trace?.Lost ?? 0));
    }

    /// <summary>Changes a link while it carries packets.</summary>
    public FabricEvent SetLink(FabricCommand.SetLink command)
    {
        LinkDirection? forth = _directions.FirstOrDefault(d => d.From.Name == command.A && d.To.Name == command.B);
        LinkDirection? back = _directions.FirstOrDefault(d => d.From.Name == command.B && d.To.Name == command.A);
        if (forth is null || back is null)
        {
            return new FabricEvent.Error($"There is no link {command.A} - {command.B}.");
        }

        if ((command.ProfileAB?.FindProblem() ?? command.ProfileBA?.FindProblem()) is { } problem)
        {
            return new FabricEvent.Error($"Link {command.A} - {command.B}: {problem}.");
        }

        Instant at = default;
        _loop.Invoke(() =>
        {
            Change(forth.Emulator, command.ProfileAB, command.Down);
            Change(back.Emulator, command.ProfileBA, command.Down);
            at = SystemClock.Now;
        });
        return new FabricEvent.LinkSet(at.Nanoseconds);
    }

    /// <summary>Ends the packet thread and writes the trace.</summary>
    /// <exception cref="FabricException">The trace cannot be written.</exception>
    public FabricEvent.Stopped Stop()
    {
        _loop.Stop();
        if (_trace is not null)
        {
            try
            {
                TraceFile.Write(_traceOutput!, _trace.Read([.. _directions.Select(d => (d.From.Name, d.To.Name))]));
                _traceOutput!.Flush();
            }
            catch (IOException e)
            {
                throw new FabricException($"The trace {_plan.TraceOutput} cannot be written: {e.Message}", e);
            }
        }

        return new FabricEvent.Stopped(_trace?.Count ?? 0, _trace?.Lost ?? 0);
    }

    public void Dispose()
    {
        _loop.Stop();
        _loop.Dispose();
        _trace?.Dispose();
        _traceOutput?.Dispose();
        _pool.Dispose();
        foreach (RegionPort port in _ports)
        {
            port.Dispose();
        }
    }

    // Opened at the start: a place that cannot be written is found before the run, not after it.
    private static StreamWriter OpenTrace(string path)
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FabricException($"The trace {path} cannot be written: {e.Message}", e);
        }
    }

    private static void Change(LinkEmulator emulator, LinkProfile? profile, bool? down)
    {
        LinkProfile next = profile ?? emulator.Profile;
        emulator.SetProfile(next with { Down = down ?? next.Down });
    }

    private List<string> LinkedPrefixes(string region) =>
    [
        .. _plan.Links
            .Where(l => l.A == region || l.B == region)
            .Select(l => _plan.Regions.First(r => r.Name == (l.A == region ? l.B : l.A)).Prefix),
    ];

    private LinkDirection Join((string From, string To, LinkProfile Profile) link, int index)
    {
        RegionPort from = _ports.First(p => p.Name == link.From);
        RegionPort to = _ports.First(p => p.Name == link.To);
        ulong seed = LinkSeed.Derive(link.Profile.Seed ?? _plan.Seed, link.From, link.To);
        var direction = new LinkDirection(index, from, to, new LinkEmulator(link.Profile, seed, _plan.MaxPackets));
        IPv4Prefix.TryParse(_plan.Regions.First(r => r.Name == link.To).Prefix, out IPv4Prefix prefix);
        from.AddRoute(prefix, direction);
        return direction;
    }
}
