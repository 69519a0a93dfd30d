using System;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>What a version of native ENet does that another does not.</summary>
internal static class QuirksOf
{
    private const NativeQuirks Until1317 = NativeQuirks.VerifyEchoesClientMtu | NativeQuirks.EmptyFragmentIsAcknowledged | NativeQuirks.OneQueue
        | NativeQuirks.TimeoutLimitOfFirstSending;

    /// <summary>What the hosts of a conversation do that ours do not.</summary>
    public static NativeQuirks Hosts(Conversation conversation) => conversation.IsOurs ? NativeQuirks.None : Version(conversation.NativeVersion);

    public static NativeQuirks Version(string version) =>
        System.Version.TryParse(version, out Version? number) && number > new Version(1, 3, 17) ? NativeQuirks.All & ~Until1317 : NativeQuirks.All;
}
