using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>A server that has as much to say to each of its clients as a test wants, and how much of it each of them gets.</summary>
internal sealed class Crowd : IDisposable
{
    public const int PacketBytes = 1_000;

    private const int StepMs = 10;
    private const int StepsPerSecond = 1_000 / StepMs;

    private readonly VirtualWorld _world;
    private readonly VirtualHost _server;
    private readonly List<Member> _members = [];
    private readonly byte[] _payload = new byte[PacketBytes];

    public Crowd(ulong seed, HostOptions server)
    {
        _world = new VirtualWorld(seed);
        _world.Network.KeepsLog = false;
        _server = _world.AddHost("server", server);
        _server.KeepsEvents = false;
    }

    public IReadOnlyList<Member> Members => _members;

    public VirtualHost Server => _server;

    /// <summary>A client comes that can take so many bytes a second (0 for any number), sends at most so many, and is offered so many packets a second.</summary>
    public Member Join(uint incoming, int packetsPerSecond, uint outgoing = 0)
    {
        // Else a limit of its own is lifted for a server that announces none (FLW-073).
        VirtualHost client = _world.AddHost(
            $"client {_world.Hosts.Count}", new HostOptions { IncomingBandwidth = incoming, OutgoingBandwidth = outgoing, KeepIncomingLimit = true });
        client.KeepsEvents = false;
        var member = new Member(_world.Connect(client, _server), incoming, outgoing, packetsPerSecond);
        client.OnEvent = e => member.GotBytes += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
        _members.Add(member);
        return member;
    }

    public void Leave(Member member)
    {
        member.Connection.ClientPeer.Disconnect(0);
        _world.Run(200);
        Assert.That(member.Connection.ClientPeer.State, Is.EqualTo(ENetPeerState.Disconnected));
        _members.Remove(member);
    }

    /// <summary>Lets seconds pass and answers what each member got in each of them on average.</summary>
    public void Talk(int seconds)
    {
        foreach (Member member in _members) member.GotBytes = 0;
        for (int step = 0; step < seconds * StepsPerSecond; step++)
        {
            foreach (Member member in _members)
            {
                for (int i = member.PacketsUntil(step + 1, StepsPerSecond) - member.PacketsUntil(step, StepsPerSecond); i > 0; i--)
                {
                    member.Connection.ServerPeer.Send(0, _payload, ENetPacketFlags.None);
                }
            }

            _world.Run(StepMs);
        }

        foreach (Member member in _members) member.BytesPerSecond = member.GotBytes / seconds;
    }

    public void Dispose() => _world.Dispose();

    public sealed class Member(VirtualPair connection, uint incoming, uint outgoing, int packetsPerSecond)
    {
        public VirtualPair Connection => connection;

        public uint Incoming => incoming;

        public uint Outgoing => outgoing;

        public int OfferedBytesPerSecond => packetsPerSecond * PacketBytes;

        public long GotBytes { get; set; }

        public long BytesPerSecond { get; set; }

        /// <summary>What this member was told that it may send.</summary>
        public uint Told => connection.ClientPeer.IncomingBandwidth;

        public int PacketsUntil(int step, int stepsPerSecond) => packetsPerSecond * step / stepsPerSecond;

        public override string ToString() => $"[limit {incoming}, offered {OfferedBytesPerSecond}, got {BytesPerSecond}]";
    }
}
