using System;
using System.Globalization;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// What the network did with a datagram: <c>ok</c>, <c>drop</c>, <c>dup</c> or <c>late+ms</c>; also <c>dup+ms</c>, whose copy is late, and <c>late+ms,dup</c>.
/// </summary>
internal readonly record struct Fate(FateKind Kind, int ExtraMs, int CopyExtraMs = 0)
{
    public static readonly Fate Delivered = new(FateKind.Delivered, 0);

    public static readonly Fate Dropped = new(FateKind.Dropped, 0);

    public static Fate Parse(string text)
    {
        Fate fate = Delivered;
        foreach (string word in text.Split(','))
        {
            int plus = word.IndexOf('+', StringComparison.Ordinal);
            int extraMs = plus < 0 ? 0 : int.Parse(word.AsSpan(plus + 1), provider: CultureInfo.InvariantCulture);
            fate = (plus < 0 ? word : word[..plus]) switch
            {
                "ok" => fate,
                "drop" or "dropped" or "lost" => Dropped,
                "late" => fate with { ExtraMs = extraMs, CopyExtraMs = fate.Kind == FateKind.Duplicated ? fate.CopyExtraMs + extraMs : 0 },
                "dup" => fate with { Kind = FateKind.Duplicated, CopyExtraMs = fate.ExtraMs + extraMs },
                _ => throw new FormatException($"The fate '{text}' is none of ok, drop, dup, late+ms."),
            };
        }

        return fate;
    }
}
