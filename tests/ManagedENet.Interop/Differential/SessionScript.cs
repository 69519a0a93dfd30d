using System.Collections.Generic;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Traffic;
using ManagedENet.Transports;

namespace ManagedENet.Interop.Differential;

/// <summary>What two applications do in one session, and what the network does to them: all of it follows from the seed.</summary>
internal sealed class SessionScript
{
    private const int FragmentOverhead = 4 + 24;
    private const int ChecksumBytes = 4;

    private readonly List<List<TrafficMessage>> _serverTurns = [];
    private readonly List<List<TrafficMessage>> _clientTurns = [];

    public SessionScript(ulong seed)
    {
        Seed = seed;
        var random = new ScriptRandom(seed);
        ConnectData = (uint)random.Next();
        AskedChannels = random.Pick(1, 2, 3, 5, 8, 255);
        ChannelLimit = random.Pick(255, 255, 4, 1);
        MtuBytes = random.Pick(576, 1000, 1392, 1400);
        Checksum = random.OneIn(3);
        RangeCoder = random.OneIn(3);
        Network = CreateNetwork(random);
        ImpairsHandshake = random.OneIn(6);
        Leaver = random.Pick(End.Server, End.Client);
        LeaveKind = random.Pick(LeaveKind.Disconnect, LeaveKind.DisconnectNow, LeaveKind.DisconnectLater, LeaveKind.Reset);
        LeaveData = (uint)random.Next();
        LeavesAbruptly = random.OneIn(4);
        HealsBeforeLeaving = !random.OneIn(5);
        WriteTurns(random);
    }

    public ulong Seed { get; }

    public uint ConnectData { get; }

    public int AskedChannels { get; }

    /// <summary>The channel limit of the server.</summary>
    public int ChannelLimit { get; }

    public int ChannelCount => AskedChannels < ChannelLimit ? AskedChannels : ChannelLimit;

    /// <summary>The MTU of both ends: it decides what is fragmented, and with that what is promised.</summary>
    public int MtuBytes { get; }

    /// <summary>Packets longer than this travel in fragments.</summary>
    public int FragmentBorderBytes => MtuBytes - FragmentOverhead - (Checksum ? ChecksumBytes : 0);

    public bool Checksum { get; }

    public bool RangeCoder { get; }

    public NetworkImpairmentOptions Network { get; }

    /// <summary>A lost CONNECT costs half a second, so most sessions begin on a good network.</summary>
    public bool ImpairsHandshake { get; }

    public End Leaver { get; }

    public LeaveKind LeaveKind { get; }

    public uint LeaveData { get; }

    /// <summary>True when the leaver does not wait until everything has arrived.</summary>
    public bool LeavesAbruptly { get; }

    /// <summary>True when the network is good again before anybody leaves: then even the goodbye is promised.</summary>
    public bool HealsBeforeLeaving { get; }

    public int Turns => _serverTurns.Count;

    /// <summary>What an end sends in a turn.</summary>
    public IReadOnlyList<TrafficMessage> Sends(End end, int turn) => end == End.Server ? _serverTurns[turn] : _clientTurns[turn];

    /// <summary>True when everything that an end sends is promised to arrive, whatever the leaver does.</summary>
    public bool PromisesAllOf(End sender) => !LeavesAbruptly || (LeaveKind == LeaveKind.DisconnectLater && sender == Leaver && HealsBeforeLeaving);

    private NetworkImpairmentOptions CreateNetwork(ScriptRandom random) => new()
    {
        Seed = Seed,
        LossRate = random.Between(0, 20) / 100.0,
        DuplicationRate = random.Between(0, 10) / 100.0,
        BurstEnterRate = random.OneIn(4) ? 0.02 : 0,
        ReorderRate = random.Between(0, 20) / 100.0,
        ReorderDelayMs = random.Between(1, 5),
        DelayMs = random.Between(0, 4),
        JitterMs = random.Between(0, 3),
        // Damage is promised to be found only with a checksum; without the range coder, because native's reads damaged input unguarded.
        BitFlipRate = Checksum && !RangeCoder ? random.Between(0, 5) / 100.0 : 0,
    };

    private void WriteTurns(ScriptRandom random)
    {
        int turns = random.Between(1, 20);
        // One in eight says more than a window of reliable data at a time.
        int busyness = random.OneIn(8) ? random.Between(20, 60) : random.Between(1, 6);
        int fromServer = 0, fromClient = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            _serverTurns.Add(WriteTurn(random, random.Below(busyness + 1), ref fromServer));
            _clientTurns.Add(WriteTurn(random, random.Below(busyness + 1), ref fromClient));
        }
    }

    private List<TrafficMessage> WriteTurn(ScriptRandom random, int count, ref int number)
    {
        List<TrafficMessage> messages = [];
        for (int i = 0; i < count; i++)
        {
            var channelId = (byte)random.Below(ChannelCount < 4 ? ChannelCount : 4);
            ENetPacketFlags flags = random.Pick(
                ENetPacketFlags.Reliable,
                ENetPacketFlags.Reliable,
                ENetPacketFlags.None,
                ENetPacketFlags.Unsequenced,
                ENetPacketFlags.UnreliableFragment,
                ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced,
                ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment);
            messages.Add(new TrafficMessage(number++, channelId, flags, WriteLength(random), (int)Seed));
        }

        return messages;
    }

    private int WriteLength(ScriptRandom random) => random.Below(20) switch
    {
        0 => random.Between(4000, 20_000),
        1 => FragmentBorderBytes + random.Between(-2, 2),
        2 => (2 * FragmentBorderBytes) + random.Between(-2, 2),
        3 => random.Between(400, 1300),
        _ => random.Between(TrafficMessage.SmallestBytes, 120),
    };
}
