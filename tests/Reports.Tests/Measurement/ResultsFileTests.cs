using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests.Measurement;

public sealed class ResultsFileTests
{
    private static readonly ResultsDocument s_sample = new SampleRun().Build();

    [Fact]
    public void Sample_document_is_as_committed() =>
        Snapshot.MatchFile(ResultsFile.ToJson(s_sample, indented: true) + "\n", Snapshot.RepositoryPath("reports/Samples/eu-us.results.json"));

    [Fact]
    public void Document_survives_its_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cdnlab-{Guid.NewGuid():N}.json");
        try
        {
            ResultsFile.Write(path, s_sample);
            Assert.Equal(ResultsFile.ToJson(s_sample), ResultsFile.ToJson(ResultsFile.Read(path)));
            Assert.False(File.Exists(path + ".partial"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema_version\":\"one\"}")]
    [InlineData("{\"schema_version\":1")]
    [InlineData("{\"schema_version\":1}")]
    [InlineData("{\"schema_version\":99}")]
    [InlineData("{\"schema_version\":1,\"run\":null}")]
    public void Truncated_or_foreign_document_is_refused_by_name(string json)
    {
        var failure = Assert.Throws<ResultsFormatException>(() => ResultsFile.FromJson(json, "old.json"));
        Assert.StartsWith("old.json: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_cut_off_anywhere_is_refused()
    {
        string json = ResultsFile.ToJson(s_sample);
        for (int length = 1; length < json.Length; length += json.Length / 40)
        {
            Assert.Throws<ResultsFormatException>(() => ResultsFile.FromJson(json[..length]));
        }
    }

    [Fact]
    public void Lists_that_an_older_document_lacks_are_empty()
    {
        ResultsDocument read = ResultsFile.FromJson(
            ResultsFile.ToJson(s_sample).Replace("\"not_measured\":", "\"something_else\":", StringComparison.Ordinal));
        Assert.NotNull(read.NotMeasured);
        Assert.Empty(read.NotMeasured);
    }

    [Fact]
    public void Number_that_is_none_is_refused_when_written() =>
        Assert.Throws<ArgumentException>(() => ResultsFile.ToJson(s_sample with { Run = s_sample.Run with { TotalMs = double.NaN } }));
}
