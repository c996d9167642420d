namespace CdnLab.Control;

/// <summary>The pull is served.</summary>
/// <param name="Id">The pull.</param>
/// <param name="Answer">The WebRTC answer to its offer.</param>
public sealed record PullAnswerMessage(string Id, string Answer) : ControlMessage;
