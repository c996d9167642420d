using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CdnLab.Node.Settings;

namespace CdnLab.Node.Http;

/// <summary>The certificate that HTTPS is served with.</summary>
internal static class ServerCertificate
{
    /// <summary>Loads the certificate that is set, or makes one that is valid for the listen addresses for a year.</summary>
    /// <exception cref="StartFailure">The file is not usable.</exception>
    public static X509Certificate2 LoadOrMake(NodeSettings settings) =>
        settings.CertificateFile is { } file ? Load(file) : Make(settings);

    private static X509Certificate2 Load(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            bool isPem = bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0;
            X509Certificate2 certificate = isPem
                ? X509Certificate2.CreateFromPemFile(file)
                : X509CertificateLoader.LoadPkcs12(bytes, password: null);
            return certificate.HasPrivateKey
                ? certificate
                : throw new StartFailure($"certificate '{file}' has no private key; expected was a PEM file with both, or a PFX file.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartFailure($"certificate '{file}' cannot be used: {error.Message} Expected was a PEM file with certificate and key, or a PFX file without password.", error);
        }
    }

    private static X509Certificate2 Make(NodeSettings settings)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cdn-node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        foreach (IPAddress ip in settings.Listen.Select(listen => listen.EndPoint.Address).Append(settings.CdnIp).Distinct())
        {
            names.AddIpAddress(ip);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
    }
}
