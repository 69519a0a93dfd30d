using System;

namespace ManagedENet.Conformance.Conversations;

/// <summary><c>V …</c>: how the conversation was set up. What is not understood is kept and does no harm.</summary>
internal sealed record SetupLine(int Number, string Text, LineFields Fields) : ConversationLine(Number, Text)
{
    public bool CutsTheNetwork => Text.StartsWith("V network is cut", StringComparison.Ordinal);

    public bool MendsTheNetwork => Text.StartsWith("V network is back", StringComparison.Ordinal);

    public bool DescribesHost => Fields.Has("host");
}
