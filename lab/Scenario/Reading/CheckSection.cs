using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Reads <c>checks</c>.</summary>
internal static class CheckSection
{
    private static readonly Dictionary<string, CheckOutcome> Outcomes = new() { ["refused"] = CheckOutcome.Refused, ["plays"] = CheckOutcome.Plays };

    public static ImmutableArray<CheckPlan> Read(ReadContext context, ObjectReader root)
    {
        List<ObjectReader> readers = context.OpenItems(root, "checks", ScenarioKeys.Check, 200);
        ReadContext.Declare(readers, [], "check");
        var checks = ImmutableArray.CreateBuilder<CheckPlan>();
        foreach (ObjectReader reader in readers)
        {
            string? name = reader.Name("name", NameRule.Title);

            // A check may ask for a stream that nobody publishes: that it is refused may be the point.
            string? play = reader.Name("play", NameRule.Stream);
            string? at = reader.Reference("at", "node", context.NodeNames);
            CheckOutcome? expect = reader.Choice("expect", Outcomes);
            if (expect == CheckOutcome.Plays && play is not null)
            {
                reader.Reference("play", "stream", context.StreamNames);
            }

            if (name is not null && play is not null && at is not null && expect is not null)
            {
                checks.Add(new CheckPlan(name, play, at, expect.Value));
            }
        }

        return checks.ToImmutable();
    }
}
