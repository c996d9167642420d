using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Tests.Dtls;

public sealed class DtlsCertificateTests(DtlsFixture fixture) : IClassFixture<DtlsFixture>
{
    [Fact]
    public void Fingerprint_text_reads_back_in_either_case()
    {
        string text = fixture.ClientCertificate.FingerprintText;
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", text);
        byte[] bytes = new byte[32];
        Assert.True(DtlsCertificate.TryParseFingerprint(text, bytes));
        Assert.True(fixture.ClientCertificate.Fingerprint.SequenceEqual(bytes));
        Assert.True(DtlsCertificate.TryParseFingerprint(text.ToLowerInvariant(), bytes));
        Assert.True(fixture.ClientCertificate.Fingerprint.SequenceEqual(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AA:BB")]
    [InlineData("AA-BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99")]
    [InlineData("GG:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99")]
    [InlineData("AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:")]
    [InlineData(" A:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99")]
    public void What_is_no_sha_256_fingerprint_is_refused(string text) =>
        Assert.False(DtlsCertificate.TryParseFingerprint(text, new byte[32]));
}
