namespace ManagedENet.LongRuns;

/// <summary>A number and its goal.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Goal">What is expected.</param>
/// <param name="Value">What came out.</param>
/// <param name="IsHeld">True when that is as expected.</param>
/// <param name="IsSanity">It is about the measurement and not about us: no success when it holds, but a failure when it does not.</param>
internal sealed record Check(string Name, string Goal, string Value, bool IsHeld, bool IsSanity = false)
{
    public override string ToString() => $"{(IsHeld ? "held" : "NOT HELD")}: {Name}: {Value}, {(IsSanity ? "sanity check" : "goal")} {Goal}";
}
