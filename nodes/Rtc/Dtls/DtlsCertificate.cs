using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// A self-signed P-256 certificate and its key, as every WebRTC peer shows one. Making one costs about 0.4 ms; a node or
/// a fleet of simulated viewers shares one.
/// </summary>
/// <remarks>RFC 8827 §6.5. Immutable but for disposal; may be shared by threads.</remarks>
public sealed class DtlsCertificate : IDisposable
{
    /// <summary>Length of a fingerprint: SHA-256.</summary>
    public const int FingerprintLength = 32;

    private readonly ECDsa _key;
    private readonly byte[] _fingerprint;

    private DtlsCertificate(ECDsa key, byte[] der)
    {
        _key = key;
        Der = der;
        _fingerprint = SHA256.HashData(der);
        FingerprintText = FormatFingerprint(_fingerprint);
    }

    /// <summary>SHA-256 of the certificate's DER, 32 bytes.</summary>
    public ReadOnlySpan<byte> Fingerprint => _fingerprint;

    /// <summary>The fingerprint as <c>a=fingerprint:sha-256</c> carries it: "AA:BB:…" (RFC 8122 §5).</summary>
    public string FingerprintText { get; }

    /// <summary>The certificate in DER.</summary>
    internal byte[] Der { get; }

    /// <summary>Makes a new key and certificate.</summary>
    /// <param name="today">
    /// The certificate is valid from a day before to a year after. Peers that trust by fingerprint do not look.
    /// </param>
    public static DtlsCertificate Create(DateTimeOffset today)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cdnlab", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(today.AddDays(-1), today.AddDays(365));
        return new DtlsCertificate(key, certificate.RawData);
    }

    /// <summary>Writes a fingerprint as SDP carries it.</summary>
    public static string FormatFingerprint(ReadOnlySpan<byte> fingerprint)
    {
        var parts = new string[fingerprint.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = fingerprint[i].ToString("X2", CultureInfo.InvariantCulture);
        }

        return string.Join(':', parts);
    }

    /// <summary>Reads "AA:BB:…" (either case) into 32 bytes.</summary>
    /// <returns>False when it is anything but 32 pairs of hexadecimal digits with colons between.</returns>
    public static bool TryParseFingerprint(ReadOnlySpan<char> text, Span<byte> fingerprint)
    {
        if (text.Length != (FingerprintLength * 3) - 1 || fingerprint.Length < FingerprintLength)
        {
            return false;
        }

        for (int i = 0; i < FingerprintLength; i++)
        {
            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out fingerprint[i]) ||
                (i > 0 && text[(i * 3) - 1] != ':'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets the private key. Contexts made before keep working.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The key as SEC 1 ECPrivateKey in DER; the caller zeroes it.</summary>
    internal byte[] ExportPrivateKey() => _key.ExportECPrivateKey();
}
