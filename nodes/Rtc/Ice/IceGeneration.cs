using System.Text;
using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>What belongs to one pair of credentials; a restart begins a new one (RFC 8445 §9).</summary>
internal sealed class IceGeneration(IceCredentials local)
{
    public IceCredentials Local { get; } = local;

    public IceCredentials? Remote { get; private set; }

    public bool RemoteIsLite { get; private set; }

    // USERNAME of our checks: the receiver's fragment first (RFC 8445 §7.2.2).
    public byte[] OutgoingUsername { get; private set; } = [];

    public List<IcePair> Pairs { get; } = [];

    public void SetRemote(IceCredentials remote, bool isLite)
    {
        Remote = remote;
        RemoteIsLite = isLite;
        OutgoingUsername = Encoding.ASCII.GetBytes($"{remote.Ufrag}:{Local.Ufrag}");
    }

    public IcePair? Find(NetAddress remote)
    {
        foreach (IcePair pair in Pairs)
        {
            if (pair.Remote == remote)
            {
                return pair;
            }
        }

        return null;
    }

    public IcePair? FindTransaction(StunTransactionId id)
    {
        foreach (IcePair pair in Pairs)
        {
            if (pair.CheckActive && pair.TransactionId == id)
            {
                return pair;
            }
        }

        return null;
    }
}
