using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Shared;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A mismatch between two ends is told in a sentence, where native lets everything end in a silent time-out.</summary>
public sealed class NoticeTests
{
    private static readonly ENetHostOptions Plain = new();
    private static readonly ENetHostOptions WithCrc32 = new() { Checksum = ENetChecksums.Crc32 };
    private static readonly ENetHostOptions WithOtherChecksum = new() { Checksum = () => new SumChecksum() };

    [Test]
    public void When_only_the_client_compresses_the_server_is_told_what_to_set()
    {
        (List<ENetNotice> atServer, List<ENetNotice> atClient) = TryToConnect(Plain, Compressing());
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.OnlyRemoteCompresses));
        Assert.That(atServer.Single().Message, Does.StartWith("3 datagrams from 127.0.0.1:1025 were compressed").And.Contain("ENetHostOptions.Compressor"));
        Assert.That(atServer.Single().Count, Is.EqualTo(3));
        Assert.That(atServer.Single().Address, Is.EqualTo(new ENetAddress(IPAddress.Loopback, 1025)));
        Assert.That(atClient.Single().Kind, Is.EqualTo(ENetNoticeKind.ConnectUnanswered));
        Assert.That(atClient.Single().Message, Does.Contain("no checksum and the range coder"));
    }

    [Test]
    public void When_only_the_server_compresses_both_ends_are_told()
    {
        (List<ENetNotice> atServer, List<ENetNotice> atClient) = TryToConnect(Compressing(), Plain);
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.AnswersNotUnderstood));
        Assert.That(atServer.Single().Message, Does.Contain("the range coder"));
        Assert.That(atClient.Select(n => n.Kind), Is.EqualTo(new[] { ENetNoticeKind.OnlyRemoteCompresses, ENetNoticeKind.ConnectUnanswered }));
    }

    [Test]
    public void When_only_the_client_has_a_checksum_the_server_is_told_which()
    {
        // The four bytes of the checksum read as a command of any number, and differ at each repetition.
        for (int i = 0; i < 20; i++)
        {
            (List<ENetNotice> atServer, List<ENetNotice> atClient) = TryToConnect(Plain, WithCrc32);
            Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.OnlyRemoteHasChecksum));
            Assert.That(atServer.Single().Message, Does.Contain("CRC-32").And.Contain("ENetChecksums.Crc32"));
            Assert.That(atClient.Single().Kind, Is.EqualTo(ENetNoticeKind.ConnectUnanswered));
            Assert.That(atClient.Single().Message, Does.Contain("CRC-32 and no compressor"));
        }
    }

    [Test]
    public void A_checksum_that_is_not_known_is_not_named()
    {
        (List<ENetNotice> atServer, _) = TryToConnect(Plain, WithOtherChecksum);
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.OnlyRemoteHasChecksum));
        Assert.That(atServer.Single().Message, Does.Not.Contain("CRC"));
    }

    [Test]
    public void When_only_the_server_has_a_checksum_it_is_told_so()
    {
        (List<ENetNotice> atServer, List<ENetNotice> atClient) = TryToConnect(WithCrc32, Plain);
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.OnlyThisHostHasChecksum));
        Assert.That(atServer.Single().Message, Does.Contain("carry no checksum"));
        Assert.That(atClient.Single().Message, Does.Contain("no checksum and no compressor"));
    }

    [Test]
    public void Different_checksums_are_told()
    {
        (List<ENetNotice> atServer, List<ENetNotice> atClient) = TryToConnect(WithCrc32, WithOtherChecksum);
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.DifferentChecksum));
        Assert.That(atClient.Single().Message, Does.Contain("a checksum of its own"));
    }

    [Test]
    public void Different_compressors_are_told()
    {
        (List<ENetNotice> atServer, _) = TryToConnect(new ENetHostOptions { Compressor = () => new Refusing() }, Compressing());
        Assert.That(atServer.Single().Kind, Is.EqualTo(ENetNoticeKind.DifferentCompression));
    }

    [Test]
    public void Compression_with_a_checksum_on_one_end_only_is_told()
    {
        (List<ENetNotice> clientOnly, _) = TryToConnect(Compressing(), Compressing() with { Checksum = ENetChecksums.Crc32 });
        Assert.That(clientOnly.First().Message, Does.Contain("Checksum"));
        (List<ENetNotice> serverOnly, _) = TryToConnect(Compressing() with { Checksum = ENetChecksums.Crc32 }, Compressing());
        Assert.That(serverOnly.First().Message, Does.Contain("Checksum"));
    }

    [Test]
    public void With_the_same_codecs_on_both_ends_nothing_is_told()
    {
        var notices = new List<ENetNotice>();
        ENetHostOptions server = Compressing() with { Checksum = ENetChecksums.Crc32 };
        using HostPair pair = HostPair.OverLoopback(server, Compressing() with { Checksum = ENetChecksums.Crc32 });
        pair.Server.Notice += notices.Add;
        pair.Client.Notice += notices.Add;
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, Payload.Make(10_000), ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        atClient.Disconnect();
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That(notices, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void What_is_damaged_on_its_way_from_whom_we_understand_is_no_mismatch_at_either_end(bool atServer)
    {
        var notices = new List<ENetNotice>();
        var failing = new FailingWhenTold();
        ENetHostOptions told = new() { Compressor = () => failing };
        using HostPair pair = HostPair.OverLoopback(atServer ? told : Compressing(), atServer ? Compressing() : told);
        (ENetPeer atClient, ENetPeer ofServer) = pair.Connect();
        ENetHost host = atServer ? pair.Server : pair.Client;
        host.Notice += notices.Add;
        failing.IsTold = true;
        for (int i = 0; i < 10; i++)
        {
            (atServer ? atClient : ofServer).Send(0, new byte[200], ENetPacketFlags.None);
            for (int step = 0; step < 10; step++) pair.Step();
        }

        Assert.That(host.Statistics.Drops[DropReason.DecompressionFailed], Is.GreaterThanOrEqualTo(10));
        Assert.That(notices, Is.Empty);
    }

    [Test]
    public void The_end_of_a_connection_that_stood_is_no_notice()
    {
        var notices = new List<ENetNotice>();
        using HostPair pair = HostPair.OverLoopback();
        pair.Server.Notice += notices.Add;
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Reset();
        Assert.That(pair.Expect(pair.Server, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(notices, Is.Empty);
    }

    [Test]
    public void A_notice_comes_once_for_an_address_until_a_connection_with_it_succeeds()
    {
        var notices = new List<ENetNotice>();
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        using var server = new ENetHost(hub.Open(), options: null, clock);
        using var wrong = new ENetHost(hub.Open(), Compressing(), clock);
        using var right = new ENetHost(hub.Open(), options: null, clock);
        server.Notice += notices.Add;
        for (int attempt = 0; attempt < 3; attempt++) Ask(wrong, server, clock);
        Assert.That(notices, Has.Count.EqualTo(1));
        Ask(right, server, clock);
        Ask(wrong, server, clock);
        Assert.That(notices, Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "ADM-022")]
    public void A_flood_from_ever_new_addresses_is_told_in_bounded_numbers_and_memory()
    {
        var notices = new List<ENetNotice>();
        var clock = new ManualClock();
        var forging = new ForgingTransport();
        using var server = new ENetHost(forging, options: null, clock);
        server.Notice += notices.Add;
        for (uint i = 0; i < 10_000; i++) forging.Arrive(ENetAddress.FromIPv4(0x0A00_0000 + (i / 5), 7777), [0xCF, 0xFF, 0, 0, 1, 2, 3]);
        while (forging.Waiting > 0) server.Service(TimeSpan.Zero, out _);
        Assert.That(notices, Has.Count.EqualTo(30));
        Assert.That(notices.Select(notice => notice.LeftOut), Is.All.Zero);
        clock.NowMs += 60_000;
        for (uint i = 0; i < 10; i++) forging.Arrive(ENetAddress.FromIPv4(0x0B00_0000, 7777), [0xCF, 0xFF, 0, 0, 1, 2, 3]);
        while (forging.Waiting > 0) server.Service(TimeSpan.Zero, out _);
        Assert.That(notices, Has.Count.EqualTo(31));
        Assert.That((notices[30].LeftOut, notices[30].Message), Is.EqualTo((1_970L, notices[30].ToString())), "of 2,000 senders 30 were told");
        Assert.That(notices[30].Message, Does.Contain("1970 more notices"));

        // Suspicious datagrams of an address that was told cost nothing any more.
        Assert.That(AllocatedBytes.OfEveryRound(prepare: Forge, ServeAll), Is.Zero);

        void Forge()
        {
            for (uint i = 0; i < 200; i++) forging.Arrive(ENetAddress.FromIPv4(0x0B00_0000, 7777), [0xCF, 0xFF, 0, 0, 1, 2, 3]);
        }

        void ServeAll()
        {
            while (forging.Waiting > 0) server.Service(TimeSpan.Zero, out _);
        }
    }

    [Test]
    [Property("Requirement", "ADM-022")]
    public void What_a_host_has_to_say_of_itself_is_told_while_strangers_flood()
    {
        var notices = new List<ENetNotice>();
        var clock = new ManualClock();
        var forging = new ForgingTransport();
        using var server = new ENetHost(forging, new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(2) }, clock);
        server.Notice += notices.Add;
        server.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9));
        for (uint ms = 0; ms < 3_000; ms++)
        {
            clock.NowMs++;
            for (uint i = 0; i < 10; i++) forging.Arrive(ENetAddress.FromIPv4(0x0A00_0000 + ms, 7777), [0xCF, 0xFF, 0, 0, 1, 2, 3]);
            while (forging.Waiting > 0) server.Service(TimeSpan.Zero, out _);
        }

        Assert.That(notices.Count(notice => notice.Kind == ENetNoticeKind.OnlyRemoteCompresses), Is.EqualTo(30));
        Assert.That(notices.Count(notice => notice.Kind == ENetNoticeKind.ConnectUnanswered), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "ADM-019")]
    public void An_attempt_that_another_address_has_said_something_to_is_not_blamed_on_the_codecs()
    {
        var notices = new List<ENetNotice>();
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        using LoopbackTransport silent = hub.Open(new IPEndPoint(IPAddress.Loopback, 5_000));
        using LoopbackTransport elsewhere = hub.Open(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 5_000));
        using var client = new ENetHost(hub.Open(), new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(2) }, clock);
        client.Notice += notices.Add;
        Assert.That(End(), Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(notices.Single().Message, Does.Contain("127.0.0.2:5000").And.Contain("127.0.0.1:5000").And.Not.Contain("Checksum"));
        Assert.That((notices[0].Kind, notices[0].Address), Is.EqualTo((ENetNoticeKind.ConnectUnanswered, new ENetAddress(silent.LocalEndPoint))));

        ENetDisconnectReason End()
        {
            client.Connect(silent.LocalEndPoint);
            for (int i = 0; i < 4_000; i++, clock.NowMs++)
            {
                // A goodbye that asks for no acknowledgement, to the first slot.
                elsewhere.TryGetSendSlot(out Span<byte> slot);
                new byte[] { 0, 0, 0x44, 0xFF, 0, 1, 0, 0, 0, 9 }.CopyTo(slot);
                elsewhere.CommitSend(new DatagramPath(new ENetAddress(client.LocalEndPoint)), 10, default);
                elsewhere.Flush();
                if (client.Service(TimeSpan.Zero, out ENetEvent e)) return e.DisconnectReason;
            }

            throw new TimeoutException("The attempt does not end.");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_a_listener_throws_leaves_the_service_call_and_loses_no_event(bool onHandlerFace)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(2) });
        var silent = new IPEndPoint(IPAddress.Loopback, 9);
        pair.Client.Notice += _ => throw new InvalidDataException("listener");
        ENetPeer peer = pair.Client.Connect(silent);
        RecordingHandler handler = RecordingHandler.Create();
        bool hasThrown = false;
        for (int i = 0; i < 3000 && !hasThrown; i++)
        {
            pair.Clock!.NowMs++;
            try
            {
                if (onHandlerFace) pair.Client.Service(TimeSpan.Zero, ref handler);
                else pair.Client.Service(TimeSpan.Zero, out _);
            }
            catch (InvalidDataException)
            {
                hasThrown = true;
            }
        }

        Assert.That(hasThrown, Is.True);
        if (onHandlerFace)
        {
            Assert.That(pair.Client.Service(TimeSpan.Zero, ref handler), Is.EqualTo(1));
            return;
        }

        Assert.That(pair.Client.Service(TimeSpan.Zero, out ENetEvent e), Is.True);
        Assert.That((e.Type, e.Peer, e.DisconnectReason), Is.EqualTo((ENetEventType.Disconnect, peer, ENetDisconnectReason.Timeout)));
    }

    [Test]
    public void A_listener_may_use_the_host_but_not_service_it()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(2) });
        ENetPeer? second = null;
        pair.Client.Notice += _ =>
        {
            Assert.Throws<InvalidOperationException>(() => pair.Client.Service(TimeSpan.Zero, out ENetEvent _));
            second = pair.Client.Connect(pair.ServerEndPoint);
        };
        pair.Client.Connect(new IPEndPoint(IPAddress.Loopback, 9));
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That(pair.Expect(pair.Client, ENetEventType.Connect).Peer, Is.SameAs(second));
    }

    private static ENetHostOptions Compressing() => new() { Compressor = ENetCompressors.RangeCoder };

    /// <summary>One attempt to its end, which must be a time-out.</summary>
    private static (List<ENetNotice> AtServer, List<ENetNotice> AtClient) TryToConnect(ENetHostOptions server, ENetHostOptions client)
    {
        var atServer = new List<ENetNotice>();
        var atClient = new List<ENetNotice>();
        using HostPair pair = HostPair.OverLoopback(server, client with { ConnectTimeout = TimeSpan.FromSeconds(6) });
        pair.Server.Notice += atServer.Add;
        pair.Client.Notice += atClient.Add;
        pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(pair.Server.ConnectedPeerCount, Is.Zero);
        return (atServer, atClient);
    }

    private static void Ask(ENetHost client, ENetHost server, ManualClock clock)
    {
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        for (int i = 0; i < 4000; i++)
        {
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, out _);
        }

        peer.DisconnectNow();
        server.Service(TimeSpan.Zero, out _);
    }

    private sealed class SumChecksum : IDatagramChecksum
    {
        public uint Compute(ReadOnlySpan<byte> datagram)
        {
            uint sum = 7;
            foreach (byte b in datagram) sum = (sum * 31) + b;
            return sum;
        }
    }

    private sealed class FailingWhenTold : IDatagramCompressor
    {
        private readonly IDatagramCompressor _inner = ENetCompressors.RangeCoder();

        public bool IsTold { get; set; }

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => _inner.Compress(source, destination);

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => IsTold ? 0 : _inner.Decompress(source, destination);
    }

    private sealed class Refusing : IDatagramCompressor
    {
        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => 0;

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => 0;
    }
}
