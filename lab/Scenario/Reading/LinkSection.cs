using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Reads <c>links</c>.</summary>
internal static class LinkSection
{
    public static ImmutableArray<LinkSettings> Read(ReadContext context, ObjectReader root)
    {
        var links = ImmutableArray.CreateBuilder<LinkSettings>();
        var given = new Dictionary<(string From, string To), ObjectReader>();
        foreach (ObjectReader reader in context.OpenItems(root, "links", ScenarioKeys.Link, 2000))
        {
            (string From, string To)? direction = ReadEnds(context, reader, out bool both);
            LinkValues values = LinkValues.Read(context, reader);
            if (direction is not { } forward)
            {
                // The values are read all the same, for their own errors.
                values.Make("", "", towardsSecond: true);
                continue;
            }

            Add(forward, towardsSecond: true);
            if (both)
            {
                Add((forward.To, forward.From), towardsSecond: false);
            }

            void Add((string From, string To) ends, bool towardsSecond)
            {
                string key = both ? "between" : "from";
                if (given.TryGetValue(ends, out ObjectReader? first))
                {
                    reader.Fail(key, $"gives the direction {ends.From}->{ends.To} a second time; the first is at {first.MapAt}", "each direction once");
                    return;
                }

                given.Add(ends, reader);
                if (values.Make(ends.From, ends.To, towardsSecond) is { } settings)
                {
                    links.Add(settings);
                }
            }
        }

        foreach (((string from, string to), ObjectReader reader) in given)
        {
            if (!given.ContainsKey((to, from)))
            {
                reader.Fail("from", $"makes a link of one direction: {from}->{to}", $"a link from {to} to {from} too, or both at once with between: [{from}, {to}]");
            }
        }

        return links.ToImmutable();
    }

    private static (string From, string To)? ReadEnds(ReadContext context, ObjectReader reader, out bool both)
    {
        const string Rule = "either between: [a, b] for both directions, or from: a and to: b for one";
        both = reader.Has("between");
        if (both ? reader.Has("from") || reader.Has("to") : !reader.Has("from") || !reader.Has("to"))
        {
            context.Errors.Add(new ScenarioError(
                reader.MapAt, reader.Path, null, both ? "has between as well as from or to" : "does not say which regions it joins", Rule));
            return null;
        }

        string? from;
        string? to;
        if (both)
        {
            if (reader.List("between", "a list of two regions: [a, b]") is not { } list)
            {
                return null;
            }

            if (list.Items.Count != 2)
            {
                reader.Fail("between", $"has {list.Items.Count} items", "two regions: [a, b]");
                return null;
            }

            from = RegionOf(context, list.Items[0], reader.PathOf("between.0"));
            to = RegionOf(context, list.Items[1], reader.PathOf("between.1"));
        }
        else
        {
            from = reader.Reference("from", "region", context.RegionNames);
            to = reader.Reference("to", "region", context.RegionNames);
        }

        if (from is null || to is null)
        {
            return null;
        }

        if (from == to)
        {
            reader.Fail(both ? "between" : "to", $"joins the region {from} with itself", "two different regions; traffic inside a region is not shaped");
            return null;
        }

        return (from, to);
    }

    private static string? RegionOf(ReadContext context, ConfigNode node, string path)
    {
        string? text = (node as ConfigScalar)?.Text.Trim();
        if (text is not null && context.RegionNames.Contains(text))
        {
            return text;
        }

        context.Errors.Add(new ScenarioError(
            node.At, path, text, text is null ? $"is {node.Kind}" : "is not the name of a region",
            Words.OneOf(context.RegionNames, "a region, but none is declared"), text is null ? null : Suggestion.For(text, context.RegionNames)));
        return null;
    }
}
