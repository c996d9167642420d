namespace CdnLab.Rtc.Ice;

/// <summary>RFC 8445 §6.1.2.6 without Frozen: one component and one data stream leave nothing to freeze.</summary>
internal enum IcePairState
{
    Waiting,
    InProgress,
    Succeeded,
    Failed,
}
