using System;
using System.Buffers.Binary;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Traffic;

/// <summary>One message of a run. Its first four bytes are its number, so that the receiver can say which one came.</summary>
internal sealed class TrafficMessage
{
    public const int SmallestBytes = sizeof(int);

    public TrafficMessage(int number, byte channelId, ENetPacketFlags flags, int length, int seed)
    {
        Number = number;
        ChannelId = channelId;
        Flags = flags;
        Payload = TestPayload.Create(Math.Max(length, SmallestBytes), seed + number);
        BinaryPrimitives.WriteInt32LittleEndian(Payload, number);
    }

    public int Number { get; }

    public byte ChannelId { get; }

    public ENetPacketFlags Flags { get; }

    public byte[] Payload { get; }

    /// <summary>True when the protocol promises that it arrives: asked for, or too long for one datagram without the flag for unreliable fragments.</summary>
    public bool IsPromised(int fragmentBorderBytes) =>
        Flags.HasFlag(ENetPacketFlags.Reliable) || (Payload.Length > fragmentBorderBytes && !Flags.HasFlag(ENetPacketFlags.UnreliableFragment));

    public static int ReadNumber(ReadOnlySpan<byte> payload) => payload.Length < SmallestBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(payload);
}
