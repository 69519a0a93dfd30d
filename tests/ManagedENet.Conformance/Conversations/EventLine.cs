namespace ManagedENet.Conformance.Conversations;

/// <summary><c>E t host event</c>: what the application was told.</summary>
internal sealed record EventLine(int Number, string Text, string Host, string Event, LineFields Fields) : ConversationLine(Number, Text);
