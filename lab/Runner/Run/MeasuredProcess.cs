using CdnLab.Control;
using CdnLab.Measurement.Results;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Run;

/// <summary>A process over the measuring window.</summary>
internal sealed record MeasuredProcess(
    string Name, ProcessKind Kind, string Role, string Region, ProcessSample Before, ProcessSample After, NodeMeasurements? Node, SwarmProcessResult? Swarm);
