namespace CdnLab.Rtc.Ice;

/// <summary>What an agent's owner is told; the details are the agent's properties. Equal events that were not yet polled are merged.</summary>
public enum IceEvent
{
    /// <summary><see cref="IceAgent.State"/> changed.</summary>
    StateChanged,

    /// <summary><see cref="IceAgent.SelectedRemote"/> changed.</summary>
    SelectedRemoteChanged,

    /// <summary>A role conflict changed <see cref="IceAgent.Role"/>.</summary>
    RoleChanged,

    /// <summary>The new credentials' pair is nominated; the old credentials are forgotten.</summary>
    RestartCompleted,

    /// <summary>The restart did not succeed in time; the session goes on with the old pair and credentials.</summary>
    RestartFailed,
}
