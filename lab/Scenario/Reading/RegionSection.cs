using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Reads <c>regions</c>.</summary>
internal static class RegionSection
{
    public static ImmutableArray<RegionPlan> Read(ReadContext context, ObjectReader root)
    {
        var regions = ImmutableArray.CreateBuilder<RegionPlan>();
        if (root.Map("regions", "a map of region names, such as { eu: {}, us: {} }") is not { } map)
        {
            return [];
        }

        if (map.Entries.Count is 0 or > AddressPlan.MaximumRegions)
        {
            root.Fail("regions", $"has {map.Entries.Count} regions", $"1 to {AddressPlan.MaximumRegions}");
        }

        foreach (ConfigEntry entry in map.Entries)
        {
            context.RegionNames.Add(entry.Key);
            if (!NameRule.Region.Accepts(entry.Key))
            {
                context.Errors.Add(new ScenarioError(
                    entry.KeyAt, root.PathOf("regions"), entry.Key, "is not a name that a region can have", NameRule.Region.Expected));
            }

            if (entry.Value is not ConfigScalar { IsNull: true })
            {
                ObjectReader.Open(context.Errors, entry.Value, $"regions.{entry.Key}", ScenarioKeys.Region);
            }

            regions.Add(new RegionPlan(entry.Key, regions.Count));
        }

        return regions.ToImmutable();
    }
}
