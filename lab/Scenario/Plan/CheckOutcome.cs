namespace CdnLab.Scenario;

/// <summary>What a check expects of a request to play.</summary>
public enum CheckOutcome
{
    /// <summary>The node answers with an error status.</summary>
    Refused,

    /// <summary>Media arrives.</summary>
    Plays,
}
