using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>The master key and master salt of one direction. Disposal zeroes both.</summary>
public sealed class SrtpMasterKeys : IDisposable
{
    private readonly byte[] _key;
    private readonly byte[] _salt;

    /// <summary>Copies key and salt.</summary>
    /// <exception cref="ArgumentException">A length that does not belong to the profile.</exception>
    public SrtpMasterKeys(SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        if (key.Length != profile.KeyLength() || salt.Length != profile.SaltLength())
        {
            throw new ArgumentException(
                $"{profile} takes a key of {profile.KeyLength()} and a salt of {profile.SaltLength()} bytes, not {key.Length} and {salt.Length}.");
        }

        Profile = profile;
        _key = key.ToArray();
        _salt = salt.ToArray();
    }

    /// <summary>The profile that the keys are for.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Master key.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>Master salt.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Zeroes key and salt.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_salt);
    }
}
