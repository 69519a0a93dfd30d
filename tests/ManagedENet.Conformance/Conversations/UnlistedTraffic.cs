using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// Three scenarios send for a minute without listing it: only the state lines in between, and everything after it, can be compared. The rules were found from the
/// totals of those lines and from the sequence numbers and payloads with which the listing goes on.
/// </summary>
internal sealed class UnlistedTraffic
{
    private readonly System.Func<long, IEnumerable<UnlistedSend>> _sends;

    private UnlistedTraffic(long fromMs, long toMs, System.Func<long, IEnumerable<UnlistedSend>> sends)
    {
        FromMs = fromMs;
        ToMs = toMs;
        _sends = sends;
    }

    /// <summary>First millisecond that is not listed.</summary>
    public long FromMs { get; }

    /// <summary>Last millisecond that is not listed.</summary>
    public long ToMs { get; }

    /// <summary>What a conversation does not list; null for one that lists everything, whatever its name.</summary>
    public static UnlistedTraffic? For(Conversation conversation)
    {
        UnlistedTraffic? known = ByName(conversation.ScenarioName);
        bool isListed = known is not null && conversation.Lines.OfType<ActionLine>().Any(line => line.Verb == "send" && known.Covers(line.TimeMs));
        return isListed ? null : known;
    }

    private static UnlistedTraffic? ByName(string scenario) => scenario switch
    {
        "wrap" => new UnlistedTraffic(5, 65_534, EveryKindEachMillisecond),
        "unreliable_wrap" => new UnlistedTraffic(5, 65_534, UnreliableEachMillisecond),
        "bandwidth" => new UnlistedTraffic(5, 4_005, UnreliableEveryFourMilliseconds),
        _ => null,
    };

    public bool Covers(long timeMs) => timeMs >= FromMs && timeMs <= ToMs;

    public IEnumerable<UnlistedSend> At(long timeMs) => Covers(timeMs) ? _sends(timeMs - FromMs) : [];

    private static IEnumerable<UnlistedSend> EveryKindEachMillisecond(long i)
    {
        for (int kind = 0; kind < 3; kind++)
        {
            yield return new UnlistedSend("C", (byte)kind, kind switch { 0 => 1, 1 => 0, _ => 2 }, 1, (int)(i & 63));
        }
    }

    private static IEnumerable<UnlistedSend> UnreliableEachMillisecond(long i)
    {
        yield return new UnlistedSend("C", 0, 0, 1, (int)(i & 63));
    }

    // 1,000 sends. With 200 bytes each the second's total lies where the throttle of 8 comes from: 14,400 * 32 / total is between 8 and 9.
    private static IEnumerable<UnlistedSend> UnreliableEveryFourMilliseconds(long i)
    {
        if (i % 4 == 0 && i < 4000) yield return new UnlistedSend("C", 0, 0, 200, (int)(i / 4 & 63));
    }
}
