namespace ManagedENet.Conformance.Replay;

/// <summary>A place where the replay and the recording part.</summary>
internal sealed record Difference(string Conversation, int LineNumber, long TimeMs, string What, string Report)
{
    public override string ToString() => $"{Conversation}:{LineNumber} t={TimeMs}: {What}\n{Report}";
}
