using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>A message waiting to be polled; it is written only then, straight into the caller's buffer.</summary>
internal struct IceTransmit
{
    public StunClass Class;
    public NetAddress To;
    public StunTransactionId TransactionId;

    // Whose password protects it; null for error responses that nobody's could (RFC 8489 §9.1.3).
    public IceGeneration? Generation;
    public bool Nominates;
    public bool Controlling;
    public int ErrorCode;
    public StunUnknownTypes Unknown;
}
