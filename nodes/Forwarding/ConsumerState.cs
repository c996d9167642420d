namespace CdnLab.Forwarding;

/// <summary>How far a receiver is.</summary>
public enum ConsumerState
{
    /// <summary>Its transport is not up.</summary>
    Idle,

    /// <summary>It waits for a key frame that was asked for.</summary>
    AwaitingKeyFrame,

    /// <summary>It is sent what was kept since the last key frame, faster than it was made.</summary>
    CatchingUp,

    /// <summary>It is sent packets as they come.</summary>
    Live,
}
