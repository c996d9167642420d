using System.Collections.Immutable;
using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>Reads a profile file.</summary>
internal static class ProfileReader
{
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromSeconds(5);
    private static readonly Bitrate MinimumRate = new(1_000);
    private static readonly Bitrate MaximumRate = new(100_000_000_000);

    public static List<LinkProfile> Read(ConfigNode node, ErrorList errors)
    {
        var profiles = new List<LinkProfile>();
        if (ObjectReader.Open(errors, node, "", ProfileKeys.File) is not { } root)
        {
            return profiles;
        }

        var sources = new Dictionary<string, ProfileSource>();
        foreach ((string id, ObjectReader reader) in Open(errors, root, "sources", ProfileKeys.Source))
        {
            sources[id] = new ProfileSource(
                id, reader.Text("title", "a title") ?? "", reader.Text("url", "an address") ?? "", reader.Text("date", "a date or period") ?? "",
                reader.Text("note", "text"));
        }

        foreach ((string name, ObjectReader reader) in Open(errors, root, "paths", ProfileKeys.Path))
        {
            if (ReadCommon(reader, name, LinkProfileKind.Path, ProfileKeys.Path) is { } profile)
            {
                profiles.Add(profile with
                {
                    Floor = reader.Duration("floor", TimeSpan.Zero, MaximumDelay),
                    Measured = ReadMeasured(errors, reader, sources),
                });
            }
        }

        foreach ((string name, ObjectReader reader) in Open(errors, root, "access", ProfileKeys.Access))
        {
            if (profiles.Exists(other => other.Name == name))
            {
                errors.Add(new ScenarioError(reader.MapAt, reader.Path, null, "is the name of a path profile too", "a name of its own"));
            }
            else if (ReadCommon(reader, name, LinkProfileKind.Access, ProfileKeys.Access) is { } profile)
            {
                long? burst = reader.Whole("burst_loss", 1, 1000);
                profiles.Add(profile with
                {
                    MeanBurst = burst,
                    Down = reader.Rate("down", MinimumRate, MaximumRate) ?? default,
                    Up = reader.Rate("up", MinimumRate, MaximumRate) ?? default,
                });
            }
        }

        return profiles;
    }

    private static IEnumerable<(string Name, ObjectReader Reader)> Open(ErrorList errors, ObjectReader root, string key, KeySet keys)
    {
        foreach (ConfigEntry entry in root.Map(key, $"a map of names, each with a {keys.Name}")?.Entries ?? [])
        {
            if (!NameRule.Region.Accepts(entry.Key))
            {
                errors.Add(new ScenarioError(entry.KeyAt, key, entry.Key, $"is not a name that a {keys.Name} can have", NameRule.Region.Expected));
            }
            else if (ObjectReader.Open(errors, entry.Value, $"{key}.{entry.Key}", keys) is { } reader)
            {
                yield return (entry.Key, reader);
            }
        }
    }

    private static LinkProfile? ReadCommon(ObjectReader reader, string name, LinkProfileKind kind, KeySet keys)
    {
        string? description = reader.Text("description", "the places in words");
        TimeSpan? delay = reader.Duration("delay", TimeSpan.Zero, MaximumDelay);
        TimeSpan? jitter = reader.Duration("jitter", TimeSpan.Zero, MaximumDelay);
        decimal? loss = reader.Percent("loss");
        var assumed = ImmutableArray.CreateBuilder<string>();
        foreach (ConfigNode item in reader.List("assumed", "a list of keys of this profile")?.Items ?? [])
        {
            string? key = (item as ConfigScalar)?.Text;
            if (key is null || !keys.Names.Contains(key))
            {
                reader.Fail("assumed", $"names {key ?? item.Kind}, which is no key of a {keys.Name}", Words.OneOf(keys.Names));
            }
            else
            {
                assumed.Add(key);
            }
        }

        string? note = reader.Text("note", "text");
        return description is null || delay is null || jitter is null || loss is null
            ? null
            : new LinkProfile
            {
                Name = name,
                Kind = kind,
                Description = description,
                Delay = delay.Value,
                Jitter = jitter.Value,
                Loss = (double)loss.Value / 100,
                Assumed = assumed.ToImmutable(),
                Note = note,
            };
    }

    private static ImmutableArray<LinkMeasurement> ReadMeasured(ErrorList errors, ObjectReader reader, Dictionary<string, ProfileSource> sources)
    {
        var measured = ImmutableArray.CreateBuilder<LinkMeasurement>();
        List<ConfigNode> items = reader.List("measured", "a list of measurements")?.Items ?? [];
        for (int i = 0; i < items.Count; i++)
        {
            if (ObjectReader.Open(errors, items[i], $"{reader.PathOf("measured")}.{i}", ProfileKeys.Measurement) is not { } item)
            {
                continue;
            }

            string? source = item.Reference("source", "source", sources.Keys);
            TimeSpan? there = item.Duration("there", TimeSpan.Zero, MaximumDelay);
            TimeSpan? back = item.Duration("back", TimeSpan.Zero, MaximumDelay);
            TimeSpan? p90 = item.Duration("p90", TimeSpan.Zero, MaximumDelay);
            if (source is not null && there is not null)
            {
                measured.Add(new LinkMeasurement(sources[source], item.Text("pair", "the places"), there.Value, back, p90));
            }
        }

        return measured.ToImmutable();
    }
}
