using System.Security.Cryptography;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Dtls;

/// <summary>Takes the SRTP master keys out of a finished handshake (RFC 5764 §4.2, exporter of RFC 5705).</summary>
/// <remarks>
/// <code>
/// | client_write key | server_write key | client_write salt | server_write salt |
/// </code>
/// </remarks>
internal static class SrtpKeyExport
{
    /// <summary>The keys of both directions.</summary>
    /// <param name="ssl">A finished handshake.</param>
    /// <param name="role">Our role, which says whose write keys are ours.</param>
    /// <returns>Null when no profile that we know was agreed on, or OpenSSL cannot export.</returns>
    public static unsafe (SrtpMasterKeys Local, SrtpMasterKeys Remote)? Take(SslHandle ssl, DtlsRole role)
    {
        nint* selected = OpenSsl.SSL_get_selected_srtp_profile(ssl);
        if (selected == null || !((SrtpProfile)selected[1]).IsKnown())
        {
            return null;
        }

        var profile = (SrtpProfile)selected[1];
        int key = profile.KeyLength();
        int salt = profile.SaltLength();
        Span<byte> material = stackalloc byte[2 * (key + salt)];
        ReadOnlySpan<byte> label = "EXTRACTOR-dtls_srtp"u8;
        int done;
        fixed (byte* output = material)
        fixed (byte* name = label)
        {
            done = OpenSsl.SSL_export_keying_material(ssl, output, (nuint)material.Length, name, (nuint)label.Length, null, 0, 0);
        }

        if (done != 1)
        {
            return null;
        }

        Span<byte> salts = material[(2 * key)..];
        var client = new SrtpMasterKeys(profile, material[..key], salts[..salt]);
        var server = new SrtpMasterKeys(profile, material[key..(2 * key)], salts[salt..]);
        CryptographicOperations.ZeroMemory(material);
        return role == DtlsRole.Client ? (client, server) : (server, client);
    }
}
