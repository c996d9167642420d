using CdnLab.Core;
using System.Text.Json;

namespace CdnLab.Links.Fabric;

/// <summary>What the fabric is to build: the file given with <c>--plan</c>.</summary>
/// <param name="Regions">At least one.</param>
/// <param name="Links">At most one between any two regions; regions without a link do not reach each other.</param>
/// <param name="Seed">The seed of all fates; each direction of a link derives its own from it.</param>
/// <param name="TraceEvery">Trace the packets of about one in so many RTP timestamps (<see cref="TraceSampler"/>); 0 for none.</param>
/// <param name="TraceOutput">Where the trace is written at the end (<see cref="TraceFile"/>); needed when tracing.</param>
/// <param name="TraceCapacity">Most packets traced; those beyond are counted but not kept.</param>
/// <param name="MaxPackets">Most packets under way on all links together; each costs 2 kB when used.</param>
public sealed record FabricPlan(
    IReadOnlyList<FabricRegion> Regions,
    IReadOnlyList<FabricLink> Links,
    ulong Seed = 1,
    int TraceEvery = 0,
    string? TraceOutput = null,
    int TraceCapacity = 1_000_000,
    int MaxPackets = 65_536)
{
    /// <summary>Reads a plan.</summary>
    /// <exception cref="FabricException">The file cannot be read, is not JSON of this shape, or asks for the impossible.</exception>
    public static FabricPlan Load(string path)
    {
        try
        {
            FabricPlan plan = JsonSerializer.Deserialize(File.ReadAllText(path), FabricJson.Default.FabricPlan)
                ?? throw new FabricException($"The plan {path} is empty.");
            return plan.FindProblem() is { } problem ? throw new FabricException($"The plan {path} cannot be used: {problem}.") : plan;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new FabricException($"The plan {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The plan as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FabricJson.Default.FabricPlan);

    /// <summary>Writes the plan as JSON.</summary>
    public void Save(string path) => File.WriteAllText(path, ToJson());

    /// <summary>The first thing that is wrong with the plan, in words; <see langword="null"/> when nothing is.</summary>
    public string? FindProblem() =>
        FindRegionProblem()
        ?? FindLinkProblem()
        ?? this switch
        {
            { TraceEvery: < 0 } => $"trace_every is {TraceEvery}, expected 0 or more",
            { TraceEvery: > 0, TraceOutput: null or "" } => "trace_every asks for a trace, but trace_output names no file",
            { TraceCapacity: < 1 or > 10_000_000 } => $"trace_capacity is {TraceCapacity}, expected 1 to 10000000",
            { MaxPackets: < 64 or > 1_000_000 } => $"max_packets is {MaxPackets}, expected 64 to 1000000",
            _ => null,
        };

    private string? FindRegionProblem()
    {
        if (Regions is null or { Count: 0 } or { Count: > 64 })
        {
            return $"it has {Regions?.Count ?? 0} regions, expected 1 to 64";
        }

        var seen = new List<(string Name, IPv4Prefix Prefix)>();
        foreach (FabricRegion region in Regions)
        {
            if (region.Name is not { Length: > 0 and <= 32 } || !region.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                return $"region name \"{region.Name}\" is not 1 to 32 letters, digits, '-' or '_'";
            }

            if (!IPv4Prefix.TryParse(region.Prefix, out IPv4Prefix prefix))
            {
                return $"region {region.Name}: prefix \"{region.Prefix}\" is not an IPv4 block like 10.81.0.0/16";
            }

            foreach ((string name, IPv4Prefix other) in seen)
            {
                if (name == region.Name)
                {
                    return $"region {name} is there twice";
                }

                if (other.Overlaps(prefix))
                {
                    return $"regions {name} and {region.Name} share addresses: {other} and {prefix}";
                }
            }

            foreach (string text in region.AddressesOrNone.Concat(region.LocalRoutesOrNone))
            {
                if (!IPv4Prefix.TryParse(text, out IPv4Prefix own) || !prefix.Contains(own.Address) || own.Length < prefix.Length)
                {
                    return $"region {region.Name}: \"{text}\" is not an IPv4 block within {prefix}";
                }
            }

            seen.Add((region.Name, prefix));
        }

        return null;
    }

    private string? FindLinkProblem()
    {
        var seen = new HashSet<(string, string)>();
        foreach (FabricLink link in Links ?? [])
        {
            string name = $"link {link.A} - {link.B}";
            if (link.A == link.B || !Regions.Any(r => r.Name == link.A) || !Regions.Any(r => r.Name == link.B))
            {
                return $"{name} does not join two different regions of the plan";
            }

            if (!seen.Add((link.A, link.B)) || seen.Contains((link.B, link.A)))
            {
                return $"{name} is there twice";
            }

            if (link.ProfileAB is null || link.ProfileBA is null)
            {
                return $"{name} needs both profile_ab and profile_ba";
            }

            if ((link.ProfileAB.FindProblem() ?? link.ProfileBA.FindProblem()) is { } problem)
            {
                return $"{name}: {problem}";
            }
        }

        return Links is null ? "it has no list of links" : null;
    }
}
