using System;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>An application that is called and comes back at once says what it has to say together with the acknowledgements; nobody else waits for them.</summary>
public sealed class HeldAcknowledgementTests
{
    private static readonly byte[] Message = [1, 2, 3];

    [Test]
    [Property("Requirement", "REL-073")]
    public void A_conversation_takes_one_datagram_each_way()
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        (int toServer, int toClient) = (talk.FromClient.Count, talk.FromServer.Count);
        long lost = talk.AtClient.PacketsLost + talk.AtServer.PacketsLost;
        talk.Rounds(1_000, pauseUs: 10);
        Assert.That((talk.FromClient.Count - toServer, talk.FromServer.Count - toClient), Is.EqualTo((1_000, 1_000)));
        Assert.That(talk.AtClient.PacketsLost + talk.AtServer.PacketsLost, Is.EqualTo(lost), "nothing was repeated");
    }

    [Test]
    [Property("Requirement", "REL-073")]
    public void Whoever_comes_back_later_leaves_the_acknowledgement_in_the_same_call([Values(1_000, 16_000, 100_000)] int pauseUs)
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs);
        for (int i = 0; i < 20; i++)
        {
            talk.Hear(pauseUs);
            Assert.That(talk.IsAcknowledged(), Is.True);
        }
    }

    [Test]
    [Property("Requirement", "REL-073")]
    public void One_long_pause_ends_the_habit()
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        talk.Clock.NowUs += 5_000;
        for (int i = 0; i < 4; i++)
        {
            talk.Hear(pauseUs: 10);
            Assert.That(talk.IsAcknowledged(), Is.True);
        }
    }

    [TestCase("service")]
    [TestCase("flush")]
    [TestCase("dispose")]
    [TestCase("disconnect")]
    [TestCase("poll")]
    [Property("Requirement", "REL-073")]
    public void What_waits_leaves_with_the_next_call_whatever_that_is(string call)
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        talk.Hear(pauseUs: 10);
        Assert.That(talk.IsAcknowledged(), Is.False, "it waits");
        var handler = default(CountingHandler);
        switch (call)
        {
            case "service":
                talk.Client.Service(TimeSpan.Zero, ref handler);
                break;
            case "flush":
                talk.Client.Flush();
                break;
            case "dispose":
                talk.Client.Dispose();
                break;
            case "disconnect":
                talk.AtClient.DisconnectNow(0);
                break;
            default:
                talk.Client.Service(TimeSpan.Zero, out _);
                break;
        }

        Assert.That(talk.IsAcknowledged(), Is.True);
    }

    [Test]
    [Property("Requirement", "REL-073, LIM-030")]
    public void A_transport_that_throws_when_what_waits_is_to_leave_is_closed_all_the_same()
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        talk.Hear(pauseUs: 10);
        talk.FromClient.Throws = true;
        Assert.That(talk.Client.Dispose, Throws.Nothing);
        Assert.That(talk.FromClient.IsDisposed, Is.True);
    }

    [Test]
    [Property("Requirement", "REL-073")]
    public void A_stream_is_acknowledged_in_the_call_in_which_it_arrives()
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        for (int i = 0; i < 17; i++) talk.AtServer.Send(0, Message, ENetPacketFlags.Reliable);
        talk.Hear(pauseUs: 10);
        Assert.That(talk.IsAcknowledged(), Is.True);
    }

    [Test]
    [Property("Requirement", "REL-073")]
    public void A_peer_that_has_something_to_say_says_it_whoever_else_waits()
    {
        using var talk = new Conversation();
        talk.Rounds(20, pauseUs: 10);
        talk.AtServer.Send(0, Message, ENetPacketFlags.Reliable);
        talk.Server.Flush();
        talk.Clock.NowUs += 10;
        talk.Client.Flush();
        var echo = default(EchoHandler);
        int before = talk.FromClient.Count;
        Assert.That(talk.Client.Service(TimeSpan.Zero, ref echo), Is.EqualTo(1));
        Assert.That(talk.FromClient.Count, Is.EqualTo(before + 1));
    }

    private sealed class Counted(IDatagramTransport inner) : ForwardingTransport(inner)
    {
        public int Count { get; private set; }

        public bool Throws { get; set; }

        public bool IsDisposed { get; private set; }

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }

        public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
        {
            if (Throws) throw new InvalidOperationException("of the test");
            Count++;
            Inner.CommitSend(path, length, options);
        }
    }

    private sealed class Conversation : IDisposable
    {
        public Conversation()
        {
            var hub = new LoopbackHub();
            FromServer = new Counted(hub.Open());
            FromClient = new Counted(hub.Open());
            Server = new ENetHost(FromServer, options: null, Clock);
            Client = new ENetHost(FromClient, options: null, Clock);
            AtClient = Client.Connect(Server.LocalEndPoint, 1);
            ENetPeer? atServer = null;
            while (atServer is null || AtClient.State != ENetPeerState.Connected)
            {
                Clock.NowMs++;
                if (Server.Service(TimeSpan.Zero, out ENetEvent e)) atServer = e.Peer;
                Client.Service(TimeSpan.Zero, out _);
            }

            AtServer = atServer;
            Clock.NowMs += 10;
        }

        public ManualClock Clock { get; } = new();

        public Counted FromServer { get; }

        public Counted FromClient { get; }

        public ENetHost Server { get; }

        public ENetHost Client { get; }

        public ENetPeer AtClient { get; }

        public ENetPeer AtServer { get; }

        /// <summary>The client asks, the server's handler answers, and the client's handler only listens.</summary>
        public void Rounds(int count, int pauseUs)
        {
            var listening = default(CountingHandler);
            var echo = default(EchoHandler);
            for (int i = 0; i < count; i++)
            {
                AtClient.Send(0, Message, ENetPacketFlags.Reliable);
                Client.Service(TimeSpan.Zero, ref listening);
                Clock.NowUs += pauseUs;
                Server.Service(TimeSpan.Zero, ref echo);
                Clock.NowUs += pauseUs;
                Assert.That(Client.Service(TimeSpan.Zero, ref listening), Is.EqualTo(1));
                Clock.NowUs += pauseUs;
            }
        }

        /// <summary>The server says something, and the client's handler listens.</summary>
        public void Hear(int pauseUs)
        {
            var listening = default(CountingHandler);
            AtServer.Send(0, Message, ENetPacketFlags.Reliable);
            Server.Flush();
            Clock.NowUs += pauseUs;
            Assert.That(Client.Service(TimeSpan.Zero, ref listening), Is.Positive);
        }

        /// <summary>The server has heard that everything arrived.</summary>
        public bool IsAcknowledged()
        {
            var listening = default(CountingHandler);
            Server.Service(TimeSpan.Zero, ref listening);
            return AtServer.State != ENetPeerState.Connected || AtServer.ReliableBytesInTransit == 0;
        }

        public void Dispose()
        {
            Server.Dispose();
            Client.Dispose();
        }
    }
}
