using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// A host that is called back in every way there is while connections come, talk, leave and fail. At the first call of one kind it does something; all it is told is
/// written down and must make sense.
/// </summary>
internal sealed class CalledBack : IConnectionApprover, IDatagramInterceptor, IDisposable
{
    private const int Steps = 120;

    private static readonly byte[] LongPacket = new byte[200_000];

    private readonly Callback _callback;
    private readonly bool _onHandlerFace;
    private readonly Action<CalledBack, ENetPeer?> _action;
    private readonly List<(ENetPeer Peer, string What)> _told = new();
    private bool _isArmed;

    public CalledBack(Callback callback, bool onHandlerFace, Action<CalledBack, ENetPeer?> action)
    {
        _callback = callback;
        _onHandlerFace = onHandlerFace;
        _action = action;
        var options = new ENetHostOptions { Approver = this, Interceptor = this, ConnectTimeout = TimeSpan.FromMilliseconds(50), PeerBudgetBytes = 7_000_000 };
        World = new CallWorld(options, (bool _, in ENetAddress _, ReadOnlySpan<byte> _, ManagedENet.Transports.ImpairmentFate _) => Act(Callback.ImpairmentObserver, null));
        World.Host.Notice += _ => Act(Callback.Notice, null);
    }

    public CallWorld World { get; }

    /// <summary>True once the action was done.</summary>
    public bool HasActed { get; private set; }

    /// <summary>Lets everything happen that there is, and answers what was wrong with what was told.</summary>
    public string? Run()
    {
        _isArmed = true;
        ENetPeer nobody = World.Host.Connect(new ENetAddress(IPAddress.Loopback, 9));
        ENetPeer second = World.Remote.Connect(World.Host.LocalEndPoint, channelCount: 2);
        for (int i = 0; i < Steps; i++)
        {
            if (i is 20 or 40)
            {
                // Several in one datagram, then more while those are under way.
                for (byte number = 0; number < 4; number++)
                {
                    World.AtRemote.Send(0, [(byte)(i + number)], ENetPacketFlags.Reliable);
                    second.Send(1, [(byte)(i + number)], ENetPacketFlags.Reliable);
                }
            }

            // What is not kept for repetition is gone with the next service.
            while (i == 30 && _callback == Callback.OnWritable && World.Peer.Send(0, LongPacket, ENetPacketFlags.UnreliableFragment) == ENetSendResult.Queued)
            {
            }

            if (i == 60) second.Disconnect(5);

            // The end of the attempt that nobody answers is half a second away.
            World.StepRemote(milliseconds: i < 80 ? 1 : 50);
            Service();
        }

        if (!HasActed) return "the callback has not come";
        return FindDisorder(nobody);
    }

    public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
    {
        refusalData = 0;
        Act(Callback.Approve, null);
        return true;
    }

    public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        Act(Callback.Intercept, null);
        return false;
    }

    public void Dispose() => World.Dispose();

    private void Act(Callback callback, ENetPeer? peer)
    {
        if (!_isArmed || callback != _callback) return;
        _isArmed = false;
        HasActed = true;
        _action(this, peer);
    }

    private void Service()
    {
        if (_onHandlerFace)
        {
            var handler = new Handler(this);
            World.Host.Service(TimeSpan.Zero, ref handler);
            return;
        }

        while (World.Host.Service(TimeSpan.Zero, out ENetEvent e))
        {
            using ENetPacket packet = e.Packet;
            Tell(e.Peer, e.Type == ENetEventType.Receive ? $"{packet.Span[0]}" : $"{e.Type}");
        }
    }

    private void Tell(ENetPeer peer, string what) => _told.Add((peer, what));

    /// <summary>Each connection is told of once, then its packets in order and once each, then its end once; the attempt that nobody answered ends, and nothing else.</summary>
    private string? FindDisorder(ENetPeer nobody)
    {
        foreach (IGrouping<ENetPeer, string> ofOne in _told.GroupBy(told => told.Peer, told => told.What))
        {
            string[] whats = ofOne.ToArray();
            int[] packets = whats.Where(what => char.IsDigit(what[0])).Select(int.Parse).ToArray();
            bool isAttempt = ofOne.Key == nobody || ofOne.Key.Address == nobody.Address;
            bool isInOrder = packets.SequenceEqual(packets.Distinct().OrderBy(number => number))
                && Array.IndexOf(whats, nameof(ENetEventType.Connect)) <= 0
                && whats.Count(what => what == nameof(ENetEventType.Connect)) == (ofOne.Key == World.Peer || isAttempt ? 0 : 1)
                && whats.Count(what => what == nameof(ENetEventType.Disconnect)) <= 1
                && Array.IndexOf(whats, nameof(ENetEventType.Disconnect)) is var end && (end < 0 || end == whats.Length - 1);
            if (!isInOrder) return $"{ofOne.Key} was told of as {string.Join(", ", whats)}";
        }

        int ends = _told.Count(told => told == (nobody, nameof(ENetEventType.Disconnect)));
        return ends == 1 ? null : $"the end of the attempt that nobody answers was told {ends} times";
    }

    private readonly struct Handler(CalledBack owner) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
            owner.Tell(peer, nameof(ENetEventType.Connect));
            owner.Act(Callback.OnConnect, peer);
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
            owner.Tell(peer, nameof(ENetEventType.Disconnect));
            owner.Act(Callback.OnDisconnect, peer);
        }

        public void OnWritable(ENetPeer peer)
        {
            owner.Tell(peer, nameof(ENetEventType.Writable));
            owner.Act(Callback.OnWritable, peer);
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            owner.Tell(peer, $"{payload[0]}");
            owner.Act(Callback.OnReceive, peer);
        }
    }
}
