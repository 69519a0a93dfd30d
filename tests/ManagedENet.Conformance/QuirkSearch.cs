using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>Finds out which of native's quirks a conversation shows.</summary>
internal static class QuirkSearch
{
    /// <summary>Starting from quirks that repeat the conversation, takes away each one that is not needed.</summary>
    public static NativeQuirks Needed(Conversation conversation, NativeQuirks enough)
    {
        NativeQuirks needed = enough;
        foreach (NativeQuirks quirk in Enum.GetValues<NativeQuirks>().Where(quirk => System.Numerics.BitOperations.IsPow2((int)quirk) && enough.HasFlag(quirk) && quirk != NativeQuirks.AdmitsUnproved))
        {
            if (FirstDifference(conversation, needed & ~quirk) is null) needed &= ~quirk;
        }

        return needed;
    }

    public static Difference? FirstDifference(Conversation conversation, NativeQuirks quirks)
    {
        IReadOnlyList<Difference> differences = ConversationReplay.Run(conversation, new ReplayOptions(quirks, MaximumDifferences: 1));
        return differences.Count == 0 ? null : differences[0];
    }
}
