using System;
using System.Globalization;

namespace ManagedENet.Conformance.Conversations;

/// <summary>What the network did with a datagram: <c>ok</c>, <c>drop</c>, <c>dup</c> or <c>late+ms</c>.</summary>
internal readonly record struct Fate(FateKind Kind, int ExtraMs)
{
    public static readonly Fate Delivered = new(FateKind.Delivered, 0);

    public static readonly Fate Dropped = new(FateKind.Dropped, 0);

    public static Fate Parse(string text) => text switch
    {
        "ok" => Delivered,
        "drop" or "lost" => Dropped,
        "dup" => new Fate(FateKind.Duplicated, 0),
        _ when text.StartsWith("late+", StringComparison.Ordinal) => new Fate(FateKind.Delivered, int.Parse(text.AsSpan(5), provider: CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"The fate '{text}' is none of ok, drop, dup, late+ms."),
    };
}
