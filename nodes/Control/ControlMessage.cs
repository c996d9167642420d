using System.Text.Json.Serialization;

namespace CdnLab.Control;

/// <summary>
/// A message between two nodes: one JSON object per WebSocket text message, told apart by its member <c>type</c>. Members
/// are in snake_case. A reader ignores types and members that it does not know, so that versions may mix.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = TypeMember)]
[JsonDerivedType(typeof(HelloMessage), "hello")]
[JsonDerivedType(typeof(NodeListMessage), "node_list")]
[JsonDerivedType(typeof(StreamListMessage), "stream_list")]
[JsonDerivedType(typeof(StreamPublishedMessage), "stream_published")]
[JsonDerivedType(typeof(StreamStoppedMessage), "stream_stopped")]
[JsonDerivedType(typeof(PullMessage), "pull")]
[JsonDerivedType(typeof(PullAnswerMessage), "pull_answer")]
[JsonDerivedType(typeof(PullRefusedMessage), "pull_refused")]
[JsonDerivedType(typeof(PullEndMessage), "pull_end")]
public abstract record ControlMessage
{
    internal const string TypeMember = "type";
}
