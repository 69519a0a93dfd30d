using System.Collections.Generic;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Own;

/// <summary>A state in which a receiver is when a hostile datagram comes.</summary>
internal sealed record HostileState(string Name, string Text, params string[] Steps)
{
    private const string Terms = "0000ffff" + "00000570" + "00010000" + "00000002" + "00000000" + "00000000" + "00001388" + "00000002" + "00000002";

    /// <summary>A CONNECT from a client whose connect id is 78 56 34 12 on the wire, and its acknowledgement of the answer.</summary>
    private const string Connect = "in 8fff000a82ff0001" + Terms + "7856341200000001";
    private const string Acknowledgement = "in 000001ff00010001000a";

    public static readonly HostileState Free = new("free", "nobody is connected");

    public static readonly HostileState Shaking = new("shaking", "a CONNECT was answered, the answer is not acknowledged", Connect);

    public static readonly HostileState Connected = new("connected", "one peer, two channels, no data yet", Connect, Acknowledgement);

    public static readonly HostileState Supplied = new(
        "supplied", "connected, with reliable 1, unreliable 1:1, group 5, a waiting reliable 3, and fragment 0 of 2 of reliable 5", Connect, Acknowledgement,
        "in 8000001e860000010001" + "61", "in 0000" + "070000010001000162", "in 0000" + "490000000005000163", "in 8000001e860000030001" + "64",
        "in 8000001e" + "880000050005000100000002000000000000000200000000" + "65");

    public static readonly HostileState Leaving = new(
        "leaving", "the application has called disconnect, which is not acknowledged", Connect, Acknowledgement, "disconnect peer=0 data=00000009");

    public static readonly HostileState Later = new(
        "later", "the application has called disconnect_later behind a reliable packet that is not acknowledged", Connect, Acknowledgement,
        "send peer=0 ch=0 flags=1 len=3 seed=1", "disconnect_later peer=0 data=00000009");

    public static readonly HostileState Asking = new(
        "asking", "a client whose CONNECT was not answered; its connect id is 44 43 43 43 on the wire", "connect to=S channels=2 data=00000001")
    { Asks = true };

    public static readonly HostileState Full = new("full", "one slot, and a peer in it", Connect, Acknowledgement) { Peers = 1 };

    public static readonly HostileState Sparing = new(
        "sparing", "one peer from this address, which is as many as it may have", Connect, Acknowledgement)
    { PerAddress = 1 };

    public static readonly HostileState Small = new("small", "connected; packets of at most 100 bytes are taken", Connect, Acknowledgement) { LongestPacket = 100 };

    public static readonly HostileState Summed = new(
        "summed", "connected, with the checksum", "in 8fff000a" + "e536bf98" + Connect[11..], "in 0000" + "02333128" + Acknowledgement[7..])
    { Checksum = true };

    public static readonly HostileState Coded = new("coded", "connected, with the range coder", Connect, Acknowledgement) { RangeCoder = true };

    public static IReadOnlyList<HostileState> All { get; } =
        [Free, Shaking, Connected, Supplied, Leaving, Later, Asking, Full, Sparing, Small, Summed, Coded];

    public bool Asks { get; private init; }

    public bool Checksum { get; private init; }

    public bool RangeCoder { get; private init; }

    private int Peers { get; init; } = 4;

    private int PerAddress { get; init; } = 4095;

    private int LongestPacket { get; init; } = 32 << 20;

    public HostSetup Setup => new(Asks ? "C" : "S", Asks ? HostileReceiver.PeerPort : 7777, Peers, 255, 0, 0, 1392, Checksum, RangeCoder);

    public HostOptions Options => new()
    {
        Quirks = Protocol.Hosting.NativeQuirks.AdmitsUnproved,
        PeerLimit = Peers,
        DuplicatePeerLimit = PerAddress,
        MaximumPacketBytes = LongestPacket,
        Checksum = Checksum ? ReplayCore.Checksum() : null,
        Compressor = RangeCoder ? ReplayCore.Compressor() : null,
    };
}
