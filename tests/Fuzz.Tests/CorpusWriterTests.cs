using CdnLab.Fuzz.Tests.Writing;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Fuzz.Tests;

/// <summary>
/// Writes the corpus from the product's own writers, so that it begins from what is valid. Cases found later are added by
/// hand; nothing here deletes them.
/// </summary>
public sealed class CorpusWriterTests
{
    [WriteCorpusFact]
    public void The_corpus_is_written()
    {
        StunCases.Write();
        RtpCases.Write();
        RtcpCases.Write();
        SrtpCases.Write("srtp-gcm", SrtpProfile.AeadAes128Gcm);
        SrtpCases.Write("srtp-cm", SrtpProfile.AesCm128HmacSha1_80);
        DtlsCases.Write();
        SdpCases.Write();
        ControlCases.Write();
        MediaCases.Write();
        FrameScripts.Write();
    }
}
