using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>What an application plugs in may throw: the exception leaves the service call, one datagram is lost, and nothing else.</summary>
public sealed class ThrowingHookTests
{
    /// <summary>What throws.</summary>
    public enum Hook
    {
        Approver,
        Interceptor,
        Checksum,
        Compressor,
    }

    [Test]
    [Property("Requirement", "LIM-030")]
    public void A_hook_that_throws_loses_its_datagram_and_nothing_else_of_the_batch([Values] Hook hook, [Values] bool onHandlerFace)
    {
        var hooks = new Hooks();
        using HostPair pair = HostPair.OverLoopback(hooks.Options, Codecs());
        (ENetPeer atClient, _) = pair.Connect();
        int budget = pair.Server.Core.RentedBlocks;
        SendAlone(pair, atClient, 1);
        if (hook == Hook.Approver)
        {
            pair.Client.Connect(pair.ServerEndPoint);
            pair.Client.Flush();
        }
        else
        {
            SendAlone(pair, atClient, 2);
        }

        SendAlone(pair, atClient, 3);
        SendAlone(pair, atClient, 4);
        hooks.Fail(hook, skip: hook == Hook.Approver ? 0 : 1);
        var log = new List<string>();
        int failures = 0;
        for (int call = 0; call < 10; call++)
        {
            try
            {
                Service(pair.Server, onHandlerFace, log);
            }
            catch (InvalidDataException e)
            {
                Assert.That(e.StackTrace, Does.Contain(nameof(Hooks)), "the trace leads to the hook");
                failures++;
            }
        }

        Assert.That(failures, Is.EqualTo(1));
        Assert.That(log, Is.EqualTo(new[] { "1", "3", "4" }));
        Assert.That(pair.Server.Core.RentedBlocks, Is.EqualTo(budget));
        if (hook == Hook.Approver) Assert.That(pair.Expect(pair.Server, ENetEventType.Connect).Peer.Id, Is.EqualTo(1), "the question is repeated and answered");
        atClient.Send(0, [5], ENetPacketFlags.Reliable);
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 5 }));
    }

    [Test]
    [Property("Requirement", "LIM-030")]
    public void A_codec_that_throws_while_it_seals_loses_its_datagram_and_nothing_else_of_the_pass([Values(Hook.Checksum, Hook.Compressor)] Hook hook)
    {
        var hooks = new Hooks();
        using HostPair pair = HostPair.OverLoopback(hooks.Options, Codecs());
        ENetPeer[] atServer = [pair.Connect().AtServer, pair.Connect().AtServer, pair.Connect().AtServer];
        pair.StepUntil(() => atServer.All(peer => !peer.HasOutgoingCommands), "quiet");
        foreach (ENetPeer peer in atServer) peer.Send(0, Payload.Make(100, peer.Id), ENetPacketFlags.Unsequenced);
        hooks.Fail(hook, skip: 1);
        Assert.Throws<InvalidDataException>(() => pair.Server.Flush());
        pair.Server.Flush();
        byte[][] seen = [pair.ExpectPacket(pair.Client, 0), pair.ExpectPacket(pair.Client, 0)];
        Assert.That(seen, Is.EquivalentTo(new[] { Payload.Make(100, 0), Payload.Make(100, 2) }));
    }

    [Test]
    [Property("Requirement", "LIM-030, HSK-047")]
    public void A_codec_that_throws_while_a_refusal_is_sealed_leaves_no_refusal_behind([Values(Hook.Checksum, Hook.Compressor)] Hook hook)
    {
        var hooks = new Hooks { IsOpen = false };
        using HostPair pair = HostPair.OverLoopback(hooks.Options, Codecs());
        ENetPeer asking = pair.Client.Connect(pair.ServerEndPoint);
        pair.Client.Flush();

        // The first call is for what has arrived.
        hooks.Fail(hook, skip: 1);
        Assert.Throws<InvalidDataException>(() => pair.Server.Service(TimeSpan.Zero, out _));
        for (int i = 0; i < 10; i++) pair.Server.Service(TimeSpan.Zero, out _);
        Assert.That(pair.Server.Statistics.Transport.SentDatagrams + pair.Server.Statistics.Transport.SendErrors, Is.Zero, "half a refusal is none");
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Rejected), "the question is repeated and refused");
        Assert.That(asking.State, Is.EqualTo(ENetPeerState.Disconnected));
    }

    private static ENetHostOptions Codecs() => new() { Checksum = ENetChecksums.Crc32, Compressor = ENetCompressors.RangeCoder };

    /// <summary>One packet in a datagram of its own, long enough to be compressed.</summary>
    private static void SendAlone(HostPair pair, ENetPeer peer, byte number)
    {
        byte[] payload = new byte[100];
        payload.AsSpan().Fill(number);
        peer.Send(0, payload, ENetPacketFlags.Unsequenced);
        pair.Client.Flush();
    }

    private static void Service(ENetHost host, bool onHandlerFace, List<string> log)
    {
        if (onHandlerFace)
        {
            var handler = new FirstByteHandler(log);
            host.Service(TimeSpan.Zero, ref handler);
            return;
        }

        while (host.Service(TimeSpan.Zero, out ENetEvent e))
        {
            using ENetPacket packet = e.Packet;
            log.Add($"{packet.Span[0]}");
        }
    }

    private readonly struct FirstByteHandler(List<string> log) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data) => log.Add("connect");

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => log.Add("disconnect");

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => log.Add($"{payload[0]}");
    }

    /// <summary>All hooks of one host; one of them fails once when it is told to.</summary>
    private sealed class Hooks : IConnectionApprover, IDatagramInterceptor, IDatagramChecksum, IDatagramCompressor
    {
        private readonly RangeCoder _coder = new();
        private Hook? _failing;
        private int _skip;

        public Hooks() => Options = new ENetHostOptions { Approver = this, Interceptor = this, Checksum = () => this, Compressor = () => this };

        public ENetHostOptions Options { get; }

        public bool IsOpen { get; init; } = true;

        public void Fail(Hook hook, int skip)
        {
            _failing = hook;
            _skip = skip;
        }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 0;
            FailIf(Hook.Approver);
            return IsOpen;
        }

        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            FailIf(Hook.Interceptor);
            return false;
        }

        public uint Compute(ReadOnlySpan<byte> datagram)
        {
            FailIf(Hook.Checksum);
            return Crc32Checksum.Instance.Compute(datagram);
        }

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            FailIf(Hook.Compressor);
            return _coder.Compress(source, destination);
        }

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            FailIf(Hook.Compressor);
            return _coder.Decompress(source, destination);
        }

        private void FailIf(Hook hook)
        {
            if (_failing != hook || _skip-- > 0) return;
            _failing = null;
            throw new InvalidDataException($"{hook}");
        }
    }
}
