using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>What the Linux transport does when the kernel refuses: errors that no test can make a real kernel give are pretended.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxFallbackTests
{
    private const int InputOutput = 5;
    private const int Again = 11;
    private const int InvalidArgument = 22;
    private const int MessageTooLong = 90;
    private const int NotSupported = 95;
    private const int NetworkUnreachable = 101;
    private const int NoBuffers = 105;
    private const int ConnectionRefused = 111;

    [TestCase(InputOutput)]
    [TestCase(InvalidArgument)]
    [TestCase(NotSupported)]
    [TestCase(MessageTooLong)]
    public void A_run_that_is_refused_is_sent_datagram_by_datagram_in_the_same_flush(int error)
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        Stage(transport, remote, count: 5);
        RefuseOnce(transport, error);

        Assert.That(transport.Flush(), Is.EqualTo(5));
        AssertArrived(remote, count: 5);
        Assert.That(transport.Statistics.SendErrors, Is.Zero);
        Assert.That(transport.Name, Does.StartWith("linux(gso"), "one refusal may be the path's, not the machine's");
    }

    [Test]
    public void Segmentation_that_is_refused_time_and_again_is_given_up_and_the_name_says_so()
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        int refusals = 0;
        for (int i = 0; i < 20; i++)
        {
            Stage(transport, remote, count: 3);
            bool isFirstCall = true;
            transport.PretendSendError = _ =>
            {
                bool isRun = isFirstCall && transport.Name.Contains("gso", StringComparison.Ordinal);
                isFirstCall = false;
                if (isRun) refusals++;
                return isRun ? InputOutput : 0;
            };
            Assert.That(transport.Flush(), Is.EqualTo(3));
            AssertArrived(remote, count: 3);
        }

        Assert.That(refusals, Is.EqualTo(8));
        Assert.That(transport.Name, Does.Not.Contain("gso"));
    }

    [Test]
    public void Refused_runs_with_successes_between_them_do_not_add_up()
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        for (int i = 0; i < 40; i++)
        {
            Stage(transport, remote, count: 3);
            if (i % 2 == 0) RefuseOnce(transport, MessageTooLong);
            Assert.That(transport.Flush(), Is.EqualTo(3));
            AssertArrived(remote, count: 3);
        }

        Assert.That(transport.Name, Does.StartWith("linux(gso"), "one narrow path among many is no reason to give it up for all");
    }

    [TestCase(Again)]
    [TestCase(NoBuffers)]
    public void What_the_kernel_cannot_take_now_stays_staged_in_order(int error)
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        Stage(transport, remote, count: 10);
        transport.PretendSendError = _ => error;

        Assert.That(transport.Flush(), Is.Zero);
        Assert.That(transport.TryGetSendSlot(out _), Is.False, "nothing may overtake what is staged");
        Assert.That(transport.Flush(), Is.Zero);
        Assert.That(transport.Statistics.WouldBlock, Is.EqualTo(2));
        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True, "it is worth another try soon");

        transport.PretendSendError = null;
        Assert.That(transport.Flush(), Is.EqualTo(10));
        AssertArrived(remote, count: 10);
        Assert.That(transport.TryGetSendSlot(out _), Is.True);
    }

    [Test]
    public void A_batch_that_is_taken_in_part_goes_on_where_it_was_left()
    {
        using LinuxBatchTransport transport = Open();
        using Socket first = OpenRemote();
        using Socket second = OpenRemote();
        for (int i = 0; i < 6; i++) StageOne(transport, i % 2 == 0 ? first : second, Payload.Make(100, seed: i));
        int calls = 0;
        transport.PretendSendError = _ => ++calls == 1 ? Again : 0;
        Assert.That(transport.Flush(), Is.Zero);
        Assert.That(transport.Flush(), Is.EqualTo(6));
        for (int i = 0; i < 6; i++) Assert.That(Read(i % 2 == 0 ? first : second), Is.EqualTo(Payload.Make(100, seed: i)));
    }

    [Test]
    public void A_refusal_of_an_earlier_datagram_costs_no_later_one()
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        Stage(transport, remote, count: 4);
        RefuseOnce(transport, ConnectionRefused);
        Assert.That(transport.Flush(), Is.EqualTo(4));
        AssertArrived(remote, count: 4);
        Assert.That(transport.Statistics.SendErrors, Is.Zero);
    }

    [Test]
    public void A_destination_out_of_reach_costs_its_own_datagram_alone()
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        StageOne(transport, remote, Payload.Make(50, seed: 9));
        StageOne(transport, remote, Payload.Make(60, seed: 0));
        RefuseOnce(transport, NetworkUnreachable);
        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(Read(remote), Is.EqualTo(Payload.Make(60, seed: 0)));
        Assert.That(transport.Statistics.SendErrors, Is.EqualTo(1));
        Assert.That(transport.Statistics.LastError, Is.EqualTo(SocketError.NetworkUnreachable));
    }

    [Test]
    public void A_datagram_too_long_for_its_path_costs_its_own_datagram_alone()
    {
        using LinuxBatchTransport transport = Open();
        using Socket remote = OpenRemote();
        StageOne(transport, remote, Payload.Make(4000, seed: 1));
        StageOne(transport, remote, Payload.Make(4001, seed: 2));
        int calls = 0;
        transport.PretendSendError = _ => ++calls == 1 ? MessageTooLong : 0;
        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(Read(remote), Is.EqualTo(Payload.Make(4001, seed: 2)));
        Assert.That(transport.Statistics.SendErrors, Is.EqualTo(1));
    }

    [Test]
    public void A_datagram_that_does_not_fit_and_must_not_be_cut_is_reported_as_too_long()
    {
        using LinuxBatchTransport transport = LinuxMachine.Open(IPAddress.Loopback);
        transport.PretendSendError = _ => MessageTooLong;
        transport.TryGetSendSlot(out _);
        transport.CommitSend(new DatagramPath(new ENetAddress(IPAddress.Loopback, 9)), 4000, new DatagramSendOptions { Fragmentation = DatagramFragmentation.Forbidden });
        Assert.That(transport.Flush(), Is.Zero);
        Assert.That(transport.TryTakeRefusal(out DatagramRefusal refusal), Is.True);
        Assert.That((refusal.IsTooLong, refusal.LengthBytes, refusal.Path.Remote.Port), Is.EqualTo((true, 4000, 9)));
    }

    private static LinuxBatchTransport Open()
    {
        LinuxBatchTransport transport = LinuxMachine.Open(IPAddress.Loopback);
        if (!transport.Name.StartsWith("linux(gso", StringComparison.Ordinal)) Assert.Ignore($"This kernel offers only {transport.Name}.");
        return transport;
    }

    private static Socket OpenRemote()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void RefuseOnce(LinuxBatchTransport transport, int error)
    {
        var errors = new Queue<int>([error]);
        transport.PretendSendError = _ => errors.TryDequeue(out int next) ? next : 0;
    }

    private static void Stage(LinuxBatchTransport transport, Socket remote, int count)
    {
        for (int i = 0; i < count; i++) StageOne(transport, remote, Payload.Make(500, seed: i));
    }

    private static void StageOne(LinuxBatchTransport transport, Socket remote, byte[] datagram)
    {
        Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True);
        datagram.CopyTo(slot);
        transport.CommitSend(new DatagramPath(new ENetAddress((IPEndPoint)remote.LocalEndPoint!)), datagram.Length, default);
    }

    private static void AssertArrived(Socket remote, int count)
    {
        for (int i = 0; i < count; i++) Assert.That(Read(remote), Is.EqualTo(Payload.Make(500, seed: i)), $"datagram {i}");
    }

    private static byte[] Read(Socket remote)
    {
        byte[] read = new byte[5000];
        return read.AsSpan(0, remote.Receive(read)).ToArray();
    }
}
