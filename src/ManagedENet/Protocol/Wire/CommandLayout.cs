using System;

namespace ManagedENet.Protocol.Wire;

/// <summary>Sizes of the commands on the wire, header included, payload excluded.</summary>
internal static class CommandLayout
{
    /// <summary>Bytes every command starts with: kind and flags, channel, reliable sequence number.</summary>
    public const int HeaderBytes = 4;

    public const int AcknowledgeBytes = 8;
    public const int ConnectBytes = 48;
    public const int VerifyConnectBytes = 44;
    public const int DisconnectBytes = 8;
    public const int PingBytes = 4;
    public const int SendReliableBytes = 6;
    public const int SendUnreliableBytes = 8;
    public const int SendFragmentBytes = 24;
    public const int SendUnsequencedBytes = 8;
    public const int BandwidthLimitBytes = 12;
    public const int ThrottleConfigureBytes = 16;

    /// <summary>The kind lies in these bits of the first byte.</summary>
    public const byte KindMask = 0x0F;

    /// <summary>Number of kinds, the empty one included.</summary>
    public const int KindCount = 13;

    private static ReadOnlySpan<byte> Sizes => new byte[]
    {
        0, AcknowledgeBytes, ConnectBytes, VerifyConnectBytes, DisconnectBytes, PingBytes, SendReliableBytes, SendUnreliableBytes, SendFragmentBytes,
        SendUnsequencedBytes, BandwidthLimitBytes, ThrottleConfigureBytes, SendFragmentBytes, 0, 0, 0,
    };

    /// <summary>Bytes of a command of this kind without its payload; 0 for numbers that are no command (<c>enet_protocol_command_size</c>).</summary>
    public static int SizeOf(CommandKind kind) => Sizes[(int)kind & KindMask];

    // One bit for each kind that carries a payload: asked for every command, twice on its way out and once on its way in.
    private const uint PayloadKinds = (1u << (int)CommandKind.SendReliable) | (1u << (int)CommandKind.SendUnreliable) | (1u << (int)CommandKind.SendFragment)
        | (1u << (int)CommandKind.SendUnsequenced) | (1u << (int)CommandKind.SendUnreliableFragment);

    /// <summary>True for the five kinds that carry a payload.</summary>
    public static bool CarriesPayload(CommandKind kind) => ((PayloadKinds >> ((int)kind & KindMask)) & 1) != 0;

    /// <summary>Where the 16-bit payload length stands in a command that carries a payload.</summary>
    public static int PayloadLengthOffset(CommandKind kind) => kind == CommandKind.SendReliable ? 4 : 6;
}
