using System.Globalization;
using CdnLab.Node.Settings;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Srtp;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Nothing_set_is_a_server_on_loopback_that_stands_alone()
    {
        NodeSettings settings = Good();
        Assert.False(settings.CdnEnabled);
        Assert.Equal("http://127.0.0.1:8080", Assert.Single(settings.Listen).ToString());
        Assert.Equal("127.0.0.1", settings.MediaIp.ToString());
        Assert.Equal(0, settings.MediaPort);
        Assert.Equal(8084, settings.CdnPort);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.IdlePullTimeout);
        Assert.Equal((10_000, 65536, 1 << 20), (settings.MaxSessions, settings.MaxSdpBytes, settings.MaxMessageBytes));
        Assert.Equal(LogLevel.Information, settings.LogLevel);
    }

    [Theory]
    [InlineData("--cdn-role", "origin")]
    [InlineData("--cdn_role", "origin")]
    [InlineData("--cdn-role=origin")]
    [InlineData("--cdn-point-of-entry", "10.0.0.9")]
    public void Role_or_entry_point_implies_a_cdn(params string[] arguments) => Assert.True(Good(arguments).CdnEnabled);

    [Fact]
    public void Cdn_can_be_switched_off_in_spite_of_a_role() => Assert.False(Good("--cdn-role", "origin", "--cdn-enabled=false").CdnEnabled);

    [Fact]
    public void Edge_of_the_issue_is_understood()
    {
        NodeSettings settings = Good(
            "--cdn-role", "edge", "--cdn-ip", "127.0.0.2", "--cdn-point-of-entry", "127.0.0.1", "--listen", "http://127.0.0.2:8101");
        Assert.Equal(("127.0.0.2", NodeRole.Edge), (settings.Id, settings.Role));
        Assert.Equal(new EntryPoint("127.0.0.1", 8084), settings.EntryPoint);
        Assert.Equal("127.0.0.2", settings.MediaIp.ToString());
        Assert.Equal("127.0.0.2", settings.NodeName);
    }

    [Fact]
    public void Command_line_wins_over_environment_and_that_over_file()
    {
        const string file = """{ "cdn_role": "edge", "region": "file", "node-name": "file", /* a note */ "cdn_port": 9000, "cdn_groups": ["EU", "GPU"], "https": true, }""";
        var environment = new Dictionary<string, string> { ["CDN_ROLE"] = "origin", ["CDN_NODE_REGION"] = "environment", ["CDN_NODE_NODE_NAME"] = "environment" };
        Assert.True(NodeSettingsReader.TryRead(
            ["--config", "node.json", "--node-name", "line"],
            environment.GetValueOrDefault,
            path => path == "node.json" ? file : throw new FileNotFoundException(),
            out NodeSettings? settings,
            out IReadOnlyList<string> errors), string.Join('\n', errors));
        Assert.Equal(("line", "environment", NodeRole.Origin), (settings!.NodeName, settings.Region, settings.Role));
        Assert.Equal("127.0.0.1:9000", settings.Id);
        Assert.Equal(["EU", "GPU"], settings.Groups);
        Assert.Equal("https://127.0.0.1:8080", settings.Listen[0].ToString());
    }

    [Theory]
    [InlineData("250 ms", 0.25)]
    [InlineData("60", 60)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2 min", 120)]
    public void Durations_have_units(string text, double seconds) =>
        Assert.Equal(seconds, Good("--idle-pull-timeout", text).IdlePullTimeout.TotalSeconds);

    [Theory]
    [InlineData("o-eu1", "o-eu1", 8084)]
    [InlineData("o-eu1.example:9000", "o-eu1.example", 9000)]
    [InlineData("10.0.0.1:9000", "10.0.0.1", 9000)]
    [InlineData("[fd00::1]:9000", "fd00::1", 9000)]
    [InlineData("fd00::1", "fd00::1", 8084)]
    public void Entry_points_may_be_names_and_have_ports(string text, string host, int port) =>
        Assert.Equal(new EntryPoint(host, port), Good("--cdn-point-of-entry", text).EntryPoint);

    [Fact]
    public void Dtls_part_and_srtp_profiles_can_be_set()
    {
        Assert.Equal((SdpSetup.Passive, 2), (Good().DtlsSetup, Good().SrtpProfiles.Count));
        NodeSettings settings = Good("--dtls-setup", "active", "--srtp-profiles", "AES128_CM_SHA1_80, aead_aes_128_gcm");
        Assert.Equal(SdpSetup.Active, settings.DtlsSetup);
        Assert.Equal([SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm], settings.SrtpProfiles);
    }

    [Fact]
    public void Several_addresses_are_served_and_each_may_have_tls() =>
        Assert.Equal(
            ["http://127.0.0.1:8101", "https://[::1]:0", "http://127.0.0.1:80"],
            Good("--listen", "http://127.0.0.1:8101;https://[::1]:0/;http://localhost:80").Listen.Select(listen => listen.ToString()));

    [Theory]
    [InlineData("--cdn-role is 'relay'; expected was origin or edge.", "--cdn-role", "relay")]
    [InlineData("--cdn-rol is not a setting of this version; did you mean --cdn-role?", "--cdn-rol", "origin")]
    [InlineData("--frobnicate is not a setting of this version; --help lists them.", "--frobnicate")]
    [InlineData("--region needs a value: NAME.", "--region")]
    [InlineData("--region is given twice; one of the two must go.", "--region", "a", "--region", "b")]
    [InlineData("'origin' stands alone on the command line; a setting is written --name value.", "origin")]
    [InlineData("--cdn-port is '0'; expected was a whole number from 1 to 65535.", "--cdn-port", "0")]
    [InlineData("--media-port is '70000'; expected was a whole number from 0 to 65535.", "--media-port", "70000")]
    [InlineData("--cdn-ip is '10'; expected was an IP address such as 10.0.0.7.", "--cdn-ip", "10")]
    [InlineData("--listen is 'ftp://x'; expected was http://IP:PORT or https://IP:PORT, several separated by ';'.", "--listen", "ftp://x")]
    [InlineData("--listen is 'http://host:80'; expected was http://IP:PORT or https://IP:PORT, several separated by ';'.", "--listen", "http://host:80")]
    [InlineData("--listen is ';'; expected was at least one URL.", "--listen", ";")]
    [InlineData("--idle-pull-timeout is 'soon'; expected was a duration such as '250 ms', '60 s' or '2 min', at least 1 ms.", "--idle-pull-timeout", "soon")]
    [InlineData("--max-sdp-size is '1 GiB'; expected was a size such as '64 KiB' or '1 MiB', from 1 KiB to 64 MiB.", "--max-sdp-size", "1 GiB")]
    [InlineData("--dtls-setup is 'actpass'; expected was passive or active.", "--dtls-setup", "actpass")]
    [InlineData("--srtp-profiles is 'null'; expected was aead_aes_128_gcm and aes128_cm_sha1_80, each at most once, separated by ','.", "--srtp-profiles", "null")]
    [InlineData("--https is 'maybe'; expected was true or false.", "--https=maybe")]
    [InlineData("--log-level is '9'; expected was trace, debug, information, warning, error or none.", "--log-level", "9")]
    [InlineData("--cdn-point-of-entry is 'a b'; expected was a host name or IP address, with :PORT when the port is not 8084.", "--cdn-point-of-entry", "a b")]
    [InlineData("--certificate 'x.pem' has no use, because nothing is served with TLS; add --https.", "--certificate", "x.pem")]
    [InlineData("cdn_ip must be given, because listen is 0.0.0.0, which other nodes cannot call.", "--cdn-role", "edge", "--listen", "http://*:80")]
    [InlineData("media_ip must be given, because the listen address means every address, which cannot be told to a browser.", "--listen", "http://0.0.0.0:80")]
    [InlineData("cdn_ip '0.0.0.0' means every address; expected was the one address that other nodes call.", "--cdn-ip", "0.0.0.0")]
    [InlineData("listen 'http://127.0.0.1:8084' takes cdn_port 8084 of cdn_ip 127.0.0.1; give one of the two another port.", "--cdn-role", "edge", "--listen", "http://127.0.0.1:8084")]
    public void Mistake_is_one_sentence_with_key_value_and_what_was_expected(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, Assert.Single(Errors(arguments)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:8084")]
    public void Own_entry_point_is_refused(string entry) =>
        Assert.Contains("is this node itself", Assert.Single(Errors("--cdn-role", "origin", "--cdn-ip", "127.0.0.1", "--cdn-point-of-entry", entry)), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(3, Errors("--cdn-role", "x", "--cdn-port", "y", "--nonsense", "z").Count);

    [Theory]
    [InlineData("""{"cdn_rolle":"edge"}""", "node.json: 'cdn_rolle' is not a setting of this version; did you mean cdn_role?")]
    [InlineData("""{"cdn_port":{}}""", "node.json: 'cdn_port' is an object; expected was PORT.")]
    [InlineData("""{"cdn_port":"x"}""", "cdn_port in node.json is 'x'; expected was a whole number from 1 to 65535.")]
    [InlineData("[]", "node.json must hold a JSON object of settings, but holds a list.")]
    [InlineData("{\n\n x", "node.json, line 3: not valid JSON.")]
    public void Mistake_in_a_file_names_the_file(string text, string sentence)
    {
        NodeSettingsReader.TryRead(["--config", "node.json"], _ => null, _ => text, out _, out IReadOnlyList<string> errors);
        Assert.Equal(sentence, Assert.Single(errors));
    }

    [Fact]
    public void Missing_file_is_a_sentence() =>
        Assert.StartsWith("--config '/nowhere/node.json' cannot be read: ", Assert.Single(Errors("--config", "/nowhere/node.json")), StringComparison.Ordinal);

    [Fact]
    public void Long_socket_path_is_refused() =>
        Assert.Contains("at most 107 bytes", Assert.Single(Errors("--admin-socket", "/tmp/" + new string('a', 120))), StringComparison.Ordinal);

    [Fact]
    public void Readme_lists_every_setting_with_its_default()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nodes-README.md"));
        foreach (SettingDefinition definition in SettingDefinitions.All)
        {
            string row = string.Create(CultureInfo.InvariantCulture, $"| `{definition.Name}` | {definition.Default} | {definition.Meaning} |");
            Assert.True(readme.Contains(row, StringComparison.Ordinal), $"nodes/README.md lacks the row: {row}");
        }
    }

    [Fact]
    public void Help_names_every_setting()
    {
        string help = NodeSettingsReader.Help();
        Assert.All(SettingDefinitions.All, definition => Assert.Contains(definition.Option, help, StringComparison.Ordinal));
    }

    private static NodeSettings Good(params string[] arguments)
    {
        Assert.True(
            NodeSettingsReader.TryRead(arguments, _ => null, File.ReadAllText, out NodeSettings? settings, out IReadOnlyList<string> errors),
            string.Join('\n', errors));
        return settings!;
    }

    private static IReadOnlyList<string> Errors(params string[] arguments)
    {
        Assert.False(NodeSettingsReader.TryRead(arguments, _ => null, File.ReadAllText, out _, out IReadOnlyList<string> errors));
        return errors;
    }
}
