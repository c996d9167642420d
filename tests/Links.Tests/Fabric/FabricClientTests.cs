using CdnLab.Links.Fabric;

namespace CdnLab.Links.Tests.Fabric;

public sealed class FabricClientTests
{
    [Fact]
    public async Task Answers_arrive_typed_and_commands_go_out_as_lines()
    {
        var input = new StringWriter { NewLine = "\n" };
        using var client = new FabricClient(
            new StringReader("""
                {"event":"ready","pid":12,"namespaces":{"eu":"/proc/12/fd/9"},"fifo":false,"warnings":["not permitted"]}
                {"event":"reset","at_ns":5}
                {"event":"link-set","at_ns":6}
                {"event":"stopped","trace_records":3,"trace_lost":0}
                """),
            input);
        FabricEvent.Ready ready = await client.WaitReadyAsync();
        Assert.Equal("/proc/12/fd/9", ready.Namespaces["eu"]);
        Assert.Equal(["not permitted"], ready.Warnings);
        Assert.Equal(5, (await client.ResetAsync()).AtNs);
        Assert.Equal(6, (await client.SetLinkAsync("eu", "us", down: true)).AtNs);
        Assert.Equal(3, (await client.StopAsync()).TraceRecords);
        Assert.Equal("{\"cmd\":\"reset\"}\n{\"cmd\":\"set-link\",\"a\":\"eu\",\"b\":\"us\",\"down\":true}\n{\"cmd\":\"stop\"}\n", input.ToString());
    }

    [Theory]
    [InlineData("{\"event\":\"error\",\"message\":\"A TUN device cannot be made.\"}", "TUN device")]
    [InlineData("{\"event\":\"reset\",\"at_ns\":5}", "was expected")]
    [InlineData("something printed by mistake", "no event")]
    [InlineData("{\"event\":\"unheard\"}", "no event")]
    [InlineData("", "ended")]
    public async Task What_is_not_the_answer_is_an_error_that_says_what_came(string output, string expected)
    {
        using var client = new FabricClient(new StringReader(output), new StringWriter());
        Assert.Contains(expected, (await Assert.ThrowsAsync<FabricException>(() => client.WaitReadyAsync())).Message);
    }
}
