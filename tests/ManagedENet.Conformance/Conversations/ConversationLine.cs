namespace ManagedENet.Conformance.Conversations;

/// <summary>One line of a conversation. The kinds are records of their own; the text is kept so that a report can quote it.</summary>
internal abstract record ConversationLine(int Number, string Text)
{
    /// <summary>The virtual clock in milliseconds; lines without a time of their own (set-up lines) have the time of the next line that has one.</summary>
    public long TimeMs { get; set; }
}
