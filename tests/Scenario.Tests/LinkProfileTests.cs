namespace CdnLab.Scenario.Tests;

public sealed class LinkProfileTests
{
    [Fact]
    public void The_committed_profiles_have_no_errors_and_all_rows()
    {
        Assert.Equal("", string.Join('\n', Sample.Profiles.Errors));
        Assert.Equal(33, Sample.Profiles.All.Count(profile => profile.Kind == LinkProfileKind.Path));
        foreach (string name in new[] { "lan", "fra-iad", "fra-nyc", "ams-phx", "ams-sin", "ams-blr", "fra-bom", "ams-syd", "cable-wifi" })
        {
            Assert.NotNull(Sample.Profiles.Find(name));
        }
    }

    [Fact]
    public void No_profile_is_faster_than_light_and_each_lies_near_what_was_measured()
    {
        foreach (LinkProfile profile in Sample.Profiles.All.Where(profile => profile.Kind == LinkProfileKind.Path))
        {
            Assert.True(profile.Floor is null || profile.Delay * 2 >= profile.Floor, $"{profile.Name}: {profile.Delay * 2} < {profile.Floor}");
            Assert.True(profile.Measured.Length > 0 || profile.Assumed.Contains("delay"), $"{profile.Name}: no measurement, and delay is not said to be assumed");
            foreach (LinkMeasurement measured in profile.Measured)
            {
                // Both ends of a pair are asked, and they may differ by half (London and Amsterdam: 17 and 12 ms).
                TimeSpan median = (measured.There + (measured.Back ?? measured.There)) / 2;
                double ratio = profile.Delay * 2 / median;
                Assert.True(ratio is > 0.85 and < 1.25, $"{profile.Name}: {profile.Delay * 2} against {median} of {measured.Source.Id}");
            }
        }
    }

    [Fact]
    public void Loss_is_always_marked_as_assumed_and_jitter_where_no_percentile_was_published()
    {
        foreach (LinkProfile profile in Sample.Profiles.All)
        {
            Assert.Contains("loss", profile.Assumed);
            LinkMeasurement? withP90 = profile.Measured.FirstOrDefault(measured => measured.P90 is not null);
            Assert.Equal(withP90 is null, profile.Assumed.Contains("jitter"));
            if (withP90 is not null)
            {
                double derived = (withP90.P90!.Value - withP90.There).TotalMilliseconds / 1.28 / Math.Sqrt(2);
                Assert.True(profile.Jitter.TotalMilliseconds >= derived - 0.05, $"{profile.Name}: {profile.Jitter} < {derived} ms");
            }
        }
    }

    [Theory]
    [InlineData("delay: 6 ms", "delay: 6", "paths.a-b.delay: \"6\" is not a duration")]
    [InlineData("source: s", "source: t", "paths.a-b.measured.0.source: \"t\" is not the name of a source; expected s")]
    [InlineData("assumed: [loss]", "assumed: [los]", "names los, which is no key of a path profile")]
    [InlineData("jitter: 1 ms", "sigma: 1 ms", "paths.a-b.jitter: this key is missing")]
    public void A_mistake_in_the_profile_file_is_told_like_one_in_a_scenario(string find, string replace, string expected)
    {
        const string Text = """
            sources: { s: { title: t, url: u, date: d } }
            paths:
              a-b:
                description: A - B
                delay: 6 ms
                jitter: 1 ms
                loss: 0 %
                measured: [{ source: s, there: 11 ms }]
                assumed: [loss]
            """;
        Assert.Empty(LinkProfiles.Parse(Text, "p.yaml").Errors);
        LinkProfiles profiles = LinkProfiles.Parse(Text.Replace(find, replace, StringComparison.Ordinal), "p.yaml");
        Assert.Contains(profiles.Errors, error => error.ToString().Contains(expected, StringComparison.Ordinal) && error.At.Source == "p.yaml");
        Assert.Contains(ScenarioLoader.Parse(Sample.Text, "s.yaml", profiles, ScenarioOverrides.None).Errors, error => error.At.Source == "p.yaml");
    }
}
