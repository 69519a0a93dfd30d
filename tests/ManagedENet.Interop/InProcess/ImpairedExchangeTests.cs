using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Network;
using ManagedENet.Interop.Traffic;
using ManagedENet.Shared;
using ManagedENet.Transports;

namespace ManagedENet.Interop.InProcess;

/// <summary>10,000 messages each way at the same time, while the network loses, repeats and reorders.</summary>
internal sealed class ImpairedExchangeTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    private const int Messages = 10_000;
    private const int MessagesPerRound = 20;
    private const int FragmentOverhead = 4 + 24;

    [Test]
    public void Ten_thousand_messages_each_way_keep_every_promise_through_a_bad_network() => Seeds.Each(usually: 1, seed =>
    {
        Exchange(seed);
        DisposePairs();
    });

    private void Exchange(ulong seed)
    {
        ImpairedRelay? relay = null;
        var options = new NetworkImpairmentOptions { Seed = seed, LossRate = 0.1, DuplicationRate = 0.05, ReorderRate = 0.1, ReorderDelayMs = 3, JitterMs = 1 };
        LivePair pair = CreatePair(createLink: port => relay = new ImpairedRelay(port, options));
        pair.Connect(channelCount: 4);

        List<TrafficMessage> fromClient = [], fromServer = [];
        int borderBytes = pair.Client.Peer.MtuBytes - FragmentOverhead;
        var atServer = new TrafficReceipt(fromClient, borderBytes);
        var atClient = new TrafficReceipt(fromServer, borderBytes);
        bool done = pair.PumpUntil(
            () =>
            {
                Collect(pair.Server, atServer);
                Collect(pair.Client, atClient);
                Send(pair.Client.Peer, fromClient, seed: 1);
                Send(pair.Server.Peer, fromServer, seed: 2);
                return fromClient.Count == Messages && atServer.HasAllPromised && atClient.HasAllPromised;
            },
            LivePair.Patience);

        atServer.Close();
        atClient.Close();
        TestContext.Out.WriteLine($"server got {atServer.Arrived}, client got {atClient.Arrived} of {Messages}; lost {relay!.ToServer.Counters.Lost} and {relay.ToClient.Counters.Lost} datagrams");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(atServer.Problems, Is.Empty, "at the server");
            Assert.That(atClient.Problems, Is.Empty, "at the client");
            Assert.That(done, Is.True, "everything that is promised arrives");
            Assert.That(relay.ToServer.Counters.Lost, Is.GreaterThan(100), "the network was bad");
            Assert.That(relay.ToServer.Counters.TakenOutOfOrder, Is.GreaterThan(50), "the network reordered");
            Assert.That(relay.ToServer.Counters.Duplicated, Is.GreaterThan(50), "the network repeated");
            Assert.That(pair.Server.Peer.State, Is.EqualTo(ENetPeerState.Connected));
        }
    }

    private static void Collect(LiveEnd end, TrafficReceipt receipt)
    {
        foreach (LiveEvent packet in end.Packets) receipt.Accept(packet);
        end.Events.RemoveAll(happened => happened.Type == ENetEventType.Receive);
    }

    private static void Send(ILivePeer peer, List<TrafficMessage> sent, int seed)
    {
        for (int i = 0; i < MessagesPerRound && sent.Count < Messages; i++)
        {
            int number = sent.Count;
            var message = new TrafficMessage(number, (byte)(number % 4), Kind(number), Length(number), seed);
            sent.Add(message);
            if (!peer.Send(message.ChannelId, message.Payload, message.Flags)) Assert.Fail($"Message {number} was not queued.");
        }
    }

    /// <summary>Channel 0 and 1 reliable, 2 unreliable with a reliable one now and then, 3 unsequenced.</summary>
    private static ENetPacketFlags Kind(int number) => (number % 4) switch
    {
        0 or 1 => ENetPacketFlags.Reliable,
        2 => number % 44 == 2 ? ENetPacketFlags.Reliable : ENetPacketFlags.UnreliableFragment,
        _ => ENetPacketFlags.Unsequenced,
    };

    /// <summary>Mostly what a game sends, one in a hundred of several fragments.</summary>
    private static int Length(int number) => number % 101 == 0 ? 4000 : 8 + (number * 7 % 150);
}
