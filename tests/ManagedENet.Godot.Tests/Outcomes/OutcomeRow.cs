using System.Globalization;

namespace ManagedENet.Godot.Tests.Outcomes;

/// <summary>One line of the table of outcomes: how often something was tried, and how often it worked.</summary>
internal sealed record OutcomeRow(string Outcome, string Kind, int Tried, int Worked)
{
    public const double SuccessTarget = 0.995;
    public const double RecoveryTarget = 0.95;

    public double Rate => Tried == 0 ? 0 : Worked / (double)Tried;

    public double Target => Kind == "recovery" ? RecoveryTarget : SuccessTarget;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Outcome} | {Kind} | {Tried:N0} | {Worked:N0} | {100 * Rate:0.00} % | {100 * Target:0.0} % |");
}
