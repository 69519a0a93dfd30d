using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The Linux transport against plain sockets, with every set of what a kernel may offer.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxBatchTransportTests
{
    // By name, since the type is not public.
    private static readonly string[] FeatureSets =
    [
        "All",
        "Segmentation",
        "Coalescing",
        "Batches",
        "Segmentation, Batches",
        "Coalescing, Batches",
    ];

    [Test]
    public void A_datagram_arrives_with_its_sender_and_an_answer_finds_back(
        [ValueSource(nameof(FeatureSets))] string features,
        [Values(Network.IPv4, Network.IPv6, Network.DualFromIPv4, Network.DualFromIPv6)] Network network)
    {
        using LinuxBatchTransport transport = Open(network, features);
        using Socket remote = OpenRemote(network);
        byte[] question = Payload.Make(100, seed: 1);
        remote.SendTo(question, AddressOf(transport, network));

        Assert.That(ReceiveAll(transport, 1).Single(), Is.EqualTo(question));
        transport.GetReceived(0, out DatagramPath path);
        Assert.That(path.Remote, Is.EqualTo(new ENetAddress((IPEndPoint)remote.LocalEndPoint!)));

        byte[] answer = Payload.Make(1392, seed: 2);
        Stage(transport, path.Remote, answer);
        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(Read(remote), Is.EqualTo(answer));
    }

    [Test]
    public void Datagrams_of_every_size_reach_a_plain_socket_one_by_one_and_in_order([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = Open(Network.IPv4, features);
        using Socket remote = OpenRemote(Network.IPv4);
        var to = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        int[] lengths = [1372, 1372, 1372, 300, 300, 1372, 90, 90, 90, 91, 4096, 4096, 1, 1, 1];
        for (int i = 0; i < lengths.Length; i++) Stage(transport, to, Payload.Make(lengths[i], seed: i));

        Assert.That(transport.Flush(), Is.EqualTo(lengths.Length));
        for (int i = 0; i < lengths.Length; i++) Assert.That(Read(remote), Is.EqualTo(Payload.Make(lengths[i], seed: i)), $"datagram {i}");
        Assert.That(transport.Statistics.SentDatagrams, Is.EqualTo(lengths.Length));
        Assert.That(transport.Statistics.SentBytes, Is.EqualTo(lengths.Sum()));
        if (features == FeatureSets[0]) Assert.That(transport.Statistics.SendCalls, Is.EqualTo(1));
    }

    [Test]
    public void Full_runs_to_several_destinations_arrive_whole_with_one_transport_at_either_end([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport sender = Open(Network.IPv4, features);
        using LinuxBatchTransport first = Open(Network.IPv4, features);
        using LinuxBatchTransport second = Open(Network.IPv4, features);
        const int each = 100;
        foreach (LinuxBatchTransport receiver in (LinuxBatchTransport[])[first, second])
        {
            for (int i = 0; i < each; i++) StageOrFlush(sender, new ENetAddress(receiver.LocalEndPoint), Payload.Make(1372, seed: i));
        }

        sender.Flush();
        foreach (LinuxBatchTransport receiver in (LinuxBatchTransport[])[first, second])
        {
            byte[][] received = ReceiveAll(receiver, each);
            for (int i = 0; i < each; i++) Assert.That(received[i], Is.EqualTo(Payload.Make(1372, seed: i)), $"datagram {i}");
        }
    }

    [Test]
    public void Runs_cost_fewer_calls_than_datagrams_in_both_directions()
    {
        using LinuxBatchTransport sender = Open(Network.IPv4);
        using LinuxBatchTransport receiver = Open(Network.IPv4);
        if (!sender.Name.Contains("gso,gro", StringComparison.Ordinal)) Assert.Ignore($"This kernel offers only {sender.Name}.");
        for (int i = 0; i < 40; i++) Stage(sender, new ENetAddress(receiver.LocalEndPoint), Payload.Make(1372, seed: i));
        sender.Flush();

        Assert.That(ReceiveAll(receiver, 40), Has.Length.EqualTo(40));
        Assert.That(sender.Statistics.SendCalls, Is.EqualTo(1));
        Assert.That(receiver.Statistics.ReceiveCalls, Is.EqualTo(1));
        Assert.That(receiver.Statistics.ReceivedDatagrams, Is.EqualTo(40));
    }

    [Test]
    public void The_name_says_what_is_in_use_and_which_address_families_are_served()
    {
        using LinuxBatchTransport batches = Open(Network.IPv4, nameof(LinuxFeatures.Batches));
        Assert.That(batches.Name, Is.EqualTo("linux(mmsg), IPv4"));
        using LinuxBatchTransport runs = Open(Network.DualFromIPv4, nameof(LinuxFeatures.Segmentation));
        Assert.That(runs.Name, Is.EqualTo("linux(gso), IPv4 and IPv6"));
    }

    [Test]
    public void A_machine_that_offers_nothing_gets_no_Linux_transport()
    {
        // An address of this test's own, so that no other takes the port in between.
        LinuxBatchTransport some = LinuxMachine.Open(IPAddress.Parse("127.0.0.77"));
        IPEndPoint at = some.LocalEndPoint;
        some.Dispose();
        Assert.That(LinuxBatchTransport.TryBind(at, null, LinuxFeatures.None), Is.Null);
        using SocketTransport other = SocketTransport.Bind(at);
        Assert.That(other.LocalEndPoint, Is.EqualTo(at), "and has the port for another one");
    }

    [Test]
    public void Empty_datagrams_are_counted_and_those_behind_them_are_read_in_the_same_pass([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = Open(Network.IPv4, features);
        using Socket remote = OpenRemote(Network.IPv4);
        for (int i = 0; i < 10; i++) remote.SendTo([], transport.LocalEndPoint);
        remote.SendTo([1, 2, 3], transport.LocalEndPoint);

        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(transport.Receive(), Is.EqualTo(1));
        Assert.That(transport.GetReceived(0, out _).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(transport.Statistics.Empty, Is.EqualTo(10));
    }

    [Test]
    public void The_longest_datagram_is_taken_and_longer_ones_are_dropped_whole_and_counted([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = Open(Network.IPv4, features);
        using Socket remote = OpenRemote(Network.IPv4);
        foreach (int length in (int[])[4097, 4096, 4098, 9000, 60000, 4095]) remote.SendTo(Payload.Make(length), transport.LocalEndPoint);

        byte[][] received = ReceiveAll(transport, 2);
        Assert.That(received[0], Is.EqualTo(Payload.Make(4096)));
        Assert.That(received[1], Is.EqualTo(Payload.Make(4095)));
        Assert.That(transport.Receive(), Is.Zero);
        Assert.That(transport.Statistics.Truncated, Is.EqualTo(4));
        Assert.That(transport.Statistics.ReceivedDatagrams, Is.EqualTo(2));
    }

    [Test]
    public void A_flood_larger_than_a_batch_comes_in_several_batches_in_order([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = Open(Network.IPv4, features);
        using Socket remote = OpenRemote(Network.IPv4);
        for (int i = 0; i < 100; i++) remote.SendTo([(byte)i], transport.LocalEndPoint);
        byte[][] received = ReceiveAll(transport, 100);
        Assert.That(received.Select(datagram => (int)datagram[0]), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void A_closed_port_throws_nothing_and_does_not_stop_the_others([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = Open(Network.IPv4, features);
        using Socket remote = OpenRemote(Network.IPv4);
        var closed = new ENetAddress(IPAddress.Loopback, ClosedPort());
        var open = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        for (int i = 0; i < 50; i++)
        {
            Stage(transport, closed, [1]);
            Stage(transport, open, [(byte)i]);
            Stage(transport, closed, [2]);
            transport.Flush();
            Assert.That(transport.Receive(), Is.Zero);
            Assert.That(Read(remote), Is.EqualTo(new[] { (byte)i }));
        }
    }

    [Test]
    public void F14_a_destination_that_the_system_refuses_is_counted_and_does_not_stop_the_others([ValueSource(nameof(FeatureSets))] string features)
    {
        using LinuxBatchTransport transport = LinuxMachine.Open(IPAddress.Loopback, Enum.Parse<LinuxFeatures>(features), new ENetHostOptions { EnableBroadcast = false });
        using Socket remote = OpenRemote(Network.IPv4);
        Stage(transport, new ENetAddress(IPAddress.Broadcast, 9), [1]);
        Stage(transport, new ENetAddress(IPAddress.Broadcast, 9), [1]);
        Stage(transport, new ENetAddress(IPAddress.IPv6Loopback, 9), [2]);
        Stage(transport, new ENetAddress(IPAddress.Loopback, 0), [3]);
        Stage(transport, new ENetAddress((IPEndPoint)remote.LocalEndPoint!), [4]);

        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(Read(remote), Is.EqualTo(new byte[] { 4 }));
        Assert.That(transport.Statistics.SendErrors, Is.EqualTo(4));
        Assert.That(transport.Statistics.LastError, Is.Not.EqualTo(SocketError.Success));
        Assert.That(transport.Statistics.SentDatagrams, Is.EqualTo(1));
    }

    [Test]
    public void Staged_datagrams_leave_at_the_flush_and_a_full_stage_lends_no_slot()
    {
        using LinuxBatchTransport transport = Open(Network.IPv4);
        using Socket remote = OpenRemote(Network.IPv4);
        var to = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        int staged = 0;
        while (transport.TryGetSendSlot(out Span<byte> slot))
        {
            Assert.That(slot.Length, Is.GreaterThanOrEqualTo(4096));
            slot[0] = (byte)staged++;
            transport.CommitSend(new DatagramPath(to), 1, default);
        }

        Assert.That(staged, Is.GreaterThan(64));
        Assert.Throws<InvalidOperationException>(() => transport.CommitSend(new DatagramPath(to), 1, default));
        Assert.That(remote.Poll(0, SelectMode.SelectRead), Is.False, "nothing leaves before the flush");
        Assert.That(transport.Flush(), Is.EqualTo(staged));
        for (int i = 0; i < staged; i++) Assert.That(Read(remote)[0], Is.EqualTo((byte)i));
    }

    [Test]
    public void A_slot_that_is_not_committed_costs_nothing()
    {
        using LinuxBatchTransport transport = Open(Network.IPv4);
        for (int i = 0; i < 1000; i++) Assert.That(transport.TryGetSendSlot(out _), Is.True);
        Assert.That(transport.Flush(), Is.Zero);
        Assert.That(transport.Statistics.SendCalls, Is.Zero);
    }

    [Test]
    public void Waiting_ends_with_the_time_or_with_a_datagram()
    {
        using LinuxBatchTransport transport = Open(Network.IPv4);
        Assert.That(transport.Wait(TimeSpan.Zero), Is.False);
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(2)), Is.False);
        using Socket remote = OpenRemote(Network.IPv4);
        remote.SendTo([], transport.LocalEndPoint);
        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True, "an empty datagram is something to read, too");
        Assert.That(transport.Receive(), Is.Zero);
    }

    [Test]
    public void After_dispose_every_use_is_an_exception_and_a_second_dispose_is_not()
    {
        LinuxBatchTransport transport = Open(Network.IPv4);
        transport.Dispose();
        transport.Dispose();
        Assert.Throws<ObjectDisposedException>(() => transport.Flush());
        Assert.Throws<ObjectDisposedException>(() => transport.Receive());
        Assert.Throws<ObjectDisposedException>(() => transport.Wait(TimeSpan.Zero));
    }

    [Test]
    public void A_port_that_is_taken_is_an_exception()
    {
        using LinuxBatchTransport first = Open(Network.IPv4);
        Assert.That(() => LinuxBatchTransport.TryBind(first.LocalEndPoint), Throws.InstanceOf<SocketException>().With.Message.Contains($"{first.LocalEndPoint}"));
    }

    [Test]
    [NonParallelizable]
    public void Neither_sending_nor_receiving_allocates([Values(Network.IPv4, Network.IPv6, Network.DualFromIPv4)] Network network)
    {
        using LinuxBatchTransport sender = Open(network);
        using LinuxBatchTransport receiver = Open(network);
        var to = new ENetAddress(AddressOf(receiver, network));
        var deadline = new TestDeadline();
        Move(batches: 1_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => Move(batches: 2_000)), Is.Zero);

        void Move(int batches)
        {
            for (int i = 0; i < batches; i++)
            {
                for (int k = 0; k < 20; k++)
                {
                    sender.TryGetSendSlot(out Span<byte> slot);
                    slot.Slice(0, 1000).Fill((byte)k);
                    sender.CommitSend(new DatagramPath(to), k < 10 ? 1000 : 100 + k, default);
                }

                sender.Flush();
                for (int received = 0; received < 20;)
                {
                    deadline.ThrowIfPassed("twenty datagrams");
                    received += receiver.Receive();
                }
            }
        }
    }

    private static LinuxBatchTransport Open(Network network, string features = nameof(LinuxFeatures.All)) => LinuxMachine.Open(
        network switch
        {
            Network.IPv4 => IPAddress.Loopback,
            Network.IPv6 => Machine.RequireIPv6(),
            _ => Machine.RequireIPv6Any(),
        },
        Enum.Parse<LinuxFeatures>(features));

    private static Socket OpenRemote(Network network)
    {
        IPAddress address = network is Network.IPv4 or Network.DualFromIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000, ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private static IPEndPoint AddressOf(LinuxBatchTransport transport, Network network)
        => new(network is Network.IPv4 or Network.DualFromIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, transport.LocalEndPoint.Port);

    private static void Stage(LinuxBatchTransport transport, in ENetAddress to, byte[] datagram)
    {
        Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True);
        datagram.CopyTo(slot);
        transport.CommitSend(new DatagramPath(to), datagram.Length, default);
    }

    private static void StageOrFlush(LinuxBatchTransport transport, in ENetAddress to, byte[] datagram)
    {
        if (!transport.TryGetSendSlot(out _)) transport.Flush();
        Stage(transport, to, datagram);
    }

    private static byte[] Read(Socket remote)
    {
        byte[] read = new byte[70_000];
        return read.AsSpan(0, remote.Receive(read)).ToArray();
    }

    private static byte[][] ReceiveAll(LinuxBatchTransport transport, int wanted)
    {
        var deadline = new TestDeadline();
        var received = new System.Collections.Generic.List<byte[]>();
        while (received.Count < wanted)
        {
            deadline.ThrowIfPassed($"{wanted} datagrams");
            transport.Wait(TimeSpan.FromMilliseconds(10));
            int count = transport.Receive();
            for (int i = 0; i < count; i++) received.Add(transport.GetReceived(i, out _).ToArray());
        }

        Assert.That(received, Has.Count.EqualTo(wanted));
        return received.ToArray();
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
