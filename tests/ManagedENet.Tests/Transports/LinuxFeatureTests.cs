using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The features of the Linux transport, each switched off by itself, with the descriptors counted; and refusals that come between successes.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxFeatureTests
{
    private const string DescriptorFolder = "/proc/self/fd";

    private static readonly string[] FeatureSets = [.. Enumerable.Range(0, (int)LinuxFeatures.All + 1).Select(features => ((LinuxFeatures)features).ToString())];

    [Test]
    public void Whatever_the_kernel_offers_what_was_opened_is_closed_again([ValueSource(nameof(FeatureSets))] string features)
    {
        LinuxMachine.Require();
        if (!Directory.Exists(DescriptorFolder)) Assert.Ignore("This machine does not show its descriptors.");
        const int times = 200;
        int before = CountDescriptors();
        for (int i = 0; i < times; i++)
        {
            LinuxBatchTransport? transport = LinuxBatchTransport.TryBind(new IPEndPoint(IPAddress.Any, 0), null, Enum.Parse<LinuxFeatures>(features));
            if (features == nameof(LinuxFeatures.None)) Assert.That(transport, Is.Null);
            transport?.Dispose();
        }

        // What other tests have left to the collector may go meanwhile, but nothing may come.
        Assert.That(CountDescriptors() - before, Is.LessThan(times / 10));
    }

    [Test]
    public void A_port_that_is_taken_costs_no_descriptor()
    {
        LinuxMachine.Require();
        if (!Directory.Exists(DescriptorFolder)) Assert.Ignore("This machine does not show its descriptors.");
        using LinuxBatchTransport first = LinuxMachine.Open(IPAddress.Loopback);
        const int times = 200;
        int before = CountDescriptors();
        for (int i = 0; i < times; i++) Assert.That(() => LinuxBatchTransport.TryBind(first.LocalEndPoint), Throws.InstanceOf<SocketException>().With.Message.Contains($"{first.LocalEndPoint}"));
        Assert.That(CountDescriptors() - before, Is.LessThan(times / 10));
    }

    [Test]
    public void Runs_that_are_refused_between_others_that_leave_are_no_reason_to_give_segmentation_up()
    {
        const int input = 5;
        const int run = 4;
        using LinuxBatchTransport transport = LinuxMachine.Open(IPAddress.Loopback);
        if (!transport.Name.StartsWith("linux(gso", StringComparison.Ordinal)) Assert.Ignore($"This kernel offers only {transport.Name}.");
        using var remote = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        remote.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] read = new byte[1_000];
        for (int i = 0; i < 30; i++)
        {
            bool isRefused = i % 2 == 0;
            int calls = 0;
            transport.PretendSendError = _ => ++calls == 1 && isRefused ? input : 0;
            for (int datagram = 0; datagram < run; datagram++)
            {
                Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True);
                Payload.Make(500, datagram).CopyTo(slot);
                transport.CommitSend(new DatagramPath(new ENetAddress((IPEndPoint)remote.LocalEndPoint!)), 500, default);
            }

            Assert.That(transport.Flush(), Is.EqualTo(run));
            Assert.That(calls, isRefused ? Is.GreaterThan(1) : Is.EqualTo(1), "a run leaves with one call");
            for (int datagram = 0; datagram < run; datagram++) Assert.That(remote.Receive(read), Is.EqualTo(500));
        }

        Assert.That(transport.Name, Does.StartWith("linux(gso"));
    }

    private static int CountDescriptors() => Directory.EnumerateFileSystemEntries(DescriptorFolder).Count();
}
