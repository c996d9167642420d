using System.Collections.Immutable;
using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>Counts viewers out over streams: exactly by their shares, in an order that the seed decides.</summary>
public static class ViewerDistribution
{
    /// <summary>
    /// How many of <paramref name="count"/> viewers watch each stream: shares by largest remainder, ties to the stream that
    /// stands first. 40 at 90 % and 10 % are 36 and 4; the numbers always sum to <paramref name="count"/>.
    /// </summary>
    /// <param name="count">Viewers, from 0.</param>
    /// <param name="percents">Shares in percent that sum to 100.</param>
    public static int[] Split(int count, IReadOnlyList<decimal> percents)
    {
        int[] result = [.. percents.Select(percent => (int)(count * percent / 100))];
        int left = count - result.Sum();
        foreach (int i in Enumerable.Range(0, percents.Count).OrderByDescending(i => (count * percents[i] / 100) - result[i]).ThenBy(i => i).Take(left))
        {
            result[i]++;
        }

        return result;
    }

    /// <summary>
    /// Every viewer of the groups: ids run over groups, then nodes, then places. Which place watches what is a shuffle of the
    /// seed, the group and the node, so joins of one stream spread over the whole time in which viewers join.
    /// </summary>
    public static ImmutableArray<ViewerPlan> Expand(ulong seed, IEnumerable<ViewerGroup> groups, IReadOnlyDictionary<string, NodePlan> nodes)
    {
        var viewers = ImmutableArray.CreateBuilder<ViewerPlan>();
        var inRegion = new Dictionary<string, int>();
        foreach (ViewerGroup group in groups)
        {
            int[] counts = Split(group.Count, [.. group.Watch.Select(share => share.Percent)]);
            for (int place = 0; place < group.At.Length; place++)
            {
                NodePlan node = nodes[group.At[place]];
                string[] order = [.. counts.SelectMany((count, i) => Enumerable.Repeat(group.Watch[i].Stream, count))];
                var random = new SeededRandom(SeededRandom.Hash(seed, (ulong)group.Index, (ulong)place));
                for (int i = order.Length - 1; i > 0; i--)
                {
                    int other = random.Next(i + 1);
                    (order[i], order[other]) = (order[other], order[i]);
                }

                foreach (string stream in order)
                {
                    int index = inRegion.GetValueOrDefault(node.Region);
                    inRegion[node.Region] = index + 1;
                    viewers.Add(new ViewerPlan(viewers.Count, node.Name, stream, node.Region, index, group.Index));
                }
            }
        }

        return viewers.ToImmutable();
    }
}
