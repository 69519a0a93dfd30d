namespace ManagedENet.Simulation.Harness;

/// <summary>The fields of CONNECT and VERIFY_CONNECT, with the values that native sends by default.</summary>
internal sealed record WireProposal
{
    public int PeerId { get; init; } = 7;

    public int IncomingSession { get; init; } = 0xFF;

    public int OutgoingSession { get; init; } = 0xFF;

    public uint Mtu { get; init; } = 1392;

    public uint Window { get; init; } = 65536;

    public uint Channels { get; init; } = 2;

    public uint IncomingBandwidth { get; init; }

    public uint OutgoingBandwidth { get; init; }

    public uint ThrottleInterval { get; init; } = 5000;

    public uint Acceleration { get; init; } = 2;

    public uint Deceleration { get; init; } = 2;

    public uint ConnectId { get; init; } = 0x1234_5678;

    public uint Data { get; init; }

    /// <summary>What a CONNECT or VERIFY_CONNECT says.</summary>
    public static WireProposal Of(SeenCommand command) => new()
    {
        PeerId = command.U16(4),
        IncomingSession = command.Bytes[6],
        OutgoingSession = command.Bytes[7],
        Mtu = command.U32(8),
        Window = command.U32(12),
        Channels = command.U32(16),
        IncomingBandwidth = command.U32(20),
        OutgoingBandwidth = command.U32(24),
        ThrottleInterval = command.U32(28),
        Acceleration = command.U32(32),
        Deceleration = command.U32(36),
        ConnectId = command.Raw32(40),
        Data = command.Kind == WireKind.Connect ? command.U32(44) : 0,
    };
}
