namespace ManagedENet.Conformance.Conversations;

/// <summary><c>I t port=source host length hex why=…</c>: a datagram that came from outside and arrived at once.</summary>
internal sealed record InjectionLine(int Number, string Text, int SourcePort, string Host, int Length, byte[] Bytes, string Why)
    : ConversationLine(Number, Text);
