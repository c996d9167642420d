namespace CdnLab.Control;

/// <summary>The pull is not served.</summary>
/// <param name="Id">The pull.</param>
/// <param name="Code">The HTTP status that says the same, 400 to 599.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PullRefusedMessage(string Id, int Code, string Reason) : ControlMessage;
