using System.Globalization;

namespace ManagedENet.Godot.Tests.Outcomes;

/// <summary>One line of the table of outcomes: how often something was tried, and how often it worked.</summary>
internal sealed record OutcomeRow(string Outcome, string Kind, int Tried, int Worked)
{
    public const double SuccessTarget = 0.995;
    public const double RecoveryTarget = 0.95;

    public double Rate => Tried == 0 ? 0 : Worked / (double)Tried;

    /// <summary>What the project was asked for; nothing for a row that is there to be known.</summary>
    public double? Target => Kind switch { "success" => SuccessTarget, "recovery" => RecoveryTarget, _ => null };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Outcome} | {Kind} | {Tried:N0} | {Worked:N0} | {100 * Rate:0.00} % | {(Target is { } target ? $"{100 * target:0.0} %" : "")} |");
}
