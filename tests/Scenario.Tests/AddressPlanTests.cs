using System.Net;

namespace CdnLab.Scenario.Tests;

public sealed class AddressPlanTests
{
    [Theory]
    [InlineData(false, "10")]
    [InlineData(true, "127")]
    public void Regions_nodes_and_viewers_have_addresses_that_tell_what_they_are(bool loopback, string first)
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text);
        var addresses = new AddressPlan(plan, loopback);
        Assert.Equal($"{first}.80.1.1", addresses.Node("o-eu1").ToString());
        Assert.Equal($"{first}.80.1.2", addresses.Node("e-eu1").ToString());
        Assert.Equal($"{first}.81.1.2", addresses.Node("e-us1").ToString());
        Assert.Equal($"{first}.81.128.1", addresses.Publisher("test_us").ToString());
        Assert.Equal($"{first}.80.129.0", addresses.Viewer(plan.Viewers[0]).ToString());
        Assert.Equal($"{first}.81.129.0", addresses.Viewer(plan.Viewers[40]).ToString());
        Assert.Equal($"{first}.81.0.0/16", addresses.Region("us").Prefix.ToString());
        Assert.Equal($"{first}.81.128.0/17", addresses.Region("us").ViewerPrefix.ToString());
    }

    [Fact]
    public void No_two_things_share_an_address()
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text, "viewers=10000");
        var addresses = new AddressPlan(plan, loopback: false);
        IPAddress[] all =
        [
            .. addresses.Nodes.Values, .. addresses.Regions.SelectMany(region => new[] { region.Gateway, region.Checker }),
            .. plan.Streams.Select(stream => addresses.Publisher(stream.Name)), .. plan.Viewers.Select(addresses.Viewer),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(plan.Viewers, viewer => Assert.True(addresses.Region(viewer.Region).ViewerPrefix.Contains(addresses.Viewer(viewer))));
        RegionAddresses eu = addresses.Region("eu");
        Assert.Equal("10.80.255.254", eu.ViewerAt(AddressPlan.MaximumViewersPerRegion - 1).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => eu.ViewerAt(AddressPlan.MaximumViewersPerRegion));
    }

    [Fact]
    public void A_region_with_more_viewers_than_addresses_is_refused()
    {
        string group = "  - { at: e-eu1, count: 10000, watch: { test_eu: 100 % } }\n";
        string text = Sample.Text.Replace("checks:", group + group + group + group + "checks:", StringComparison.Ordinal);
        Assert.Contains("brings the region eu to", Assert.Single(Sample.Load(text).Errors).ToString());
    }
}
