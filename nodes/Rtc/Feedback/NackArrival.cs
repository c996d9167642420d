namespace CdnLab.Rtc.Feedback;

/// <summary>What an arriving packet was to a <see cref="NackGenerator"/>.</summary>
public enum NackArrival
{
    /// <summary>Newer than all before it.</summary>
    New,

    /// <summary>It was missing and came late by itself.</summary>
    Reordered,

    /// <summary>It was missing and came as a retransmission.</summary>
    Recovered,

    /// <summary>It was given up before it came, or is from before the first packet.</summary>
    TooLate,

    /// <summary>It was here before. Not to be forwarded or counted again.</summary>
    Duplicate,
}
