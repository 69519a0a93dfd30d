namespace ManagedENet.Conformance.Conversations;

/// <summary><c>A t host call</c>: what the application did.</summary>
internal sealed record ActionLine(int Number, string Text, string Host, string Verb, LineFields Fields) : ConversationLine(Number, Text);
