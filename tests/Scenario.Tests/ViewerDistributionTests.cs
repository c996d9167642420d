using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Scenario.Tests;

public sealed class ViewerDistributionTests
{
    [Theory]
    [InlineData(40, new[] { 90.0, 10.0 }, new[] { 36, 4 })]
    [InlineData(1, new[] { 50.0, 50.0 }, new[] { 1, 0 })]
    [InlineData(10, new[] { 33.3, 33.3, 33.4 }, new[] { 3, 3, 4 })]
    [InlineData(0, new[] { 100.0 }, new[] { 0 })]
    [InlineData(3, new[] { 0.0, 100.0 }, new[] { 0, 3 })]
    public void Shares_go_by_largest_remainder(int count, double[] percents, int[] expected) =>
        Assert.Equal(expected, ViewerDistribution.Split(count, [.. percents.Select(percent => (decimal)percent)]));

    [Fact]
    public void Every_viewer_is_counted_once_and_no_share_is_off_by_one_or_more() => Check.QuickThrowOnFailure(Prop.ForAll<int, NonEmptyArray<byte>>((number, weights) =>
    {
        int count = Math.Abs(number % 10_001);
        int sum = weights.Get.Sum(weight => weight + 1);
        decimal[] percents = [.. weights.Get.Select(weight => (weight + 1) * 100m / sum)];
        percents[0] += 100 - percents.Sum();
        int[] split = ViewerDistribution.Split(count, percents);
        return split.Sum() == count && split.Zip(percents).All(pair => Math.Abs(pair.First - (count * pair.Second / 100)) < 1);
    }));

    [Fact]
    public void The_order_depends_on_the_seed_alone()
    {
        ImmutableArray<ViewerPlan> first = Sample.Plan(Sample.Text).Viewers;
        Assert.Equal(first.AsEnumerable(), Sample.Plan(Sample.Text).Viewers);
        Assert.NotEqual(first.Select(viewer => viewer.Stream), Sample.Plan(Sample.Text, "seed=2").Viewers.Select(viewer => viewer.Stream));
        Assert.Equal(Enumerable.Range(0, first.Length), first.Select(viewer => viewer.Id));

        // Interleaved: the four who watch the rare stream are not the last four.
        Assert.NotEqual(36, first.TakeWhile(viewer => viewer.Stream == "test_eu").Count());

    }
}
