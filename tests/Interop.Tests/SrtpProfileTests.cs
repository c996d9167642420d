namespace CdnLab.Interop.Tests;

/// <summary>The browser as DTLS client and as DTLS server, and the SRTP profile that comes of it.</summary>
/// <remarks>
/// Whoever is the DTLS server chooses: our order prefers GCM, the browser's prefers AES_CM, so a node that is to be the client
/// and to have GCM offers nothing else (nodes/README.md, <c>dtls_setup</c> and <c>srtp_profiles</c>).
/// </remarks>
[Collection(LoopbackCdn.Name)]
public sealed class SrtpProfileTests(LoopbackCdn cdn)
{
    [ChromiumTheory]
    [InlineData("passive", "aes128_cm_sha1_80", "client", "SRTP_AES128_CM_HMAC_SHA1_80")]
    [InlineData("passive", "aead_aes_128_gcm,aes128_cm_sha1_80", "client", "SRTP_AEAD_AES_128_GCM")]
    [InlineData("active", "aead_aes_128_gcm", "server", "SRTP_AEAD_AES_128_GCM")]
    [InlineData("active", "aead_aes_128_gcm,aes128_cm_sha1_80", "server", "SRTP_AES128_CM_HMAC_SHA1_80")]
    public async Task Browser_and_node_agree_on_a_profile_and_media_flows_both_ways(string setup, string profiles, string browserRole, string expected)
    {
        await using var run = new InteropRun();
        InteropNode node = await run.StartNodeAsync("node", InteropRun.NewAddress(), "eu", null, "--dtls-setup", setup, "--srtp-profiles", profiles);
        NodePage publisher = await node.OpenAsync(cdn.Browser);
        NodePage player = await node.OpenAsync(cdn.Browser);
        await publisher.PublishAsync("interop-srtp");
        await player.PlayAsync("interop-srtp");
        RtcReport played = await Playing.WaitForPictureAndSoundAsync(player, frames: 15);
        RtcReport published = await publisher.ReadAsync();
        Assert.Equal((browserRole, expected), (published.Transport.Text("dtlsRole"), published.Transport.Text("srtpCipher")));
        Assert.Equal((browserRole, expected), (played.Transport.Text("dtlsRole"), played.Transport.Text("srtpCipher")));
        Assert.Equal(0, (await node.ReadAsync())["unprotect_failures"]);
        await player.StopAsync();
        await publisher.StopAsync();
        await node.WaitForSessionsAsync();
    }
}
