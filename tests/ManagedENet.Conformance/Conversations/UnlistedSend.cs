namespace ManagedENet.Conformance.Conversations;

/// <summary>A send that happened although no line tells it.</summary>
internal readonly record struct UnlistedSend(string Host, byte ChannelId, int Flags, int Length, int Seed);
