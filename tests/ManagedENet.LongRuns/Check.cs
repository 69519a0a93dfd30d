namespace ManagedENet.LongRuns;

/// <summary>A number and its goal.</summary>
internal sealed record Check(string Name, string Goal, string Value, bool IsHeld)
{
    public override string ToString() => $"{(IsHeld ? "held" : "NOT HELD")}: {Name}: {Value}, goal {Goal}";
}
