namespace ManagedENet.Conformance.Conversations;

/// <summary><c>S t host …</c>: the state of a peer, or totals, at that time.</summary>
internal sealed record StateLine(int Number, string Text, string Host, LineFields Fields) : ConversationLine(Number, Text);
