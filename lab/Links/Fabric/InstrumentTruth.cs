namespace CdnLab.Links.Fabric;

/// <summary>What the emulator says about its own quality since the last reset.</summary>
/// <param name="Fifo">Whether the packet thread runs as SCHED_FIFO.</param>
/// <param name="Lateness">From due to written, all directions together. Above 1 ms at p99 (5 ms without SCHED_FIFO) a run is not valid.</param>
/// <param name="CpuMs">CPU time of the packet thread.</param>
/// <param name="RunQueueWaitMs">Time for which the packet thread was ready to run but did not.</param>
/// <param name="WindowMs">Time since the reset.</param>
/// <param name="GcCollections">Garbage collections in the process; each stops the packet thread.</param>
/// <param name="TraceRecords">Packets traced since the start.</param>
/// <param name="TraceLost">Packets to be traced for which there was no room, since the start.</param>
public sealed record InstrumentTruth(
    bool Fifo,
    DelaySummary Lateness,
    double CpuMs,
    double RunQueueWaitMs,
    double WindowMs,
    int GcCollections,
    long TraceRecords,
    long TraceLost);
