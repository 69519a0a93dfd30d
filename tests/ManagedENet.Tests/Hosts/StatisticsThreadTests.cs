using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Counters are there for the thread that shows them, which is seldom the one that counts.</summary>
public sealed class StatisticsThreadTests
{
    // Loops that end when they see a counter rise: a compiler that may read it once before the loop makes them endless.
    private static readonly Dictionary<string, Action<ENetStatistics>> Loops = new(StringComparer.Ordinal)
    {
        ["SentBytes"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.SentBytes == 0) { } },
        ["SentDatagrams"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.SentDatagrams == 0) { } },
        ["ReceivedBytes"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.ReceivedBytes == 0) { } },
        ["ReceivedDatagrams"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.ReceivedDatagrams == 0) { } },
        ["DeliveredPackets"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.DeliveredPackets == 0) { } },
        ["Drops of one reason"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.Drops[DropReason.TruncatedHeader] == 0) { } },
        ["Drops of all reasons"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.Drops.Total == 0) { } },
        ["Transport"] = [MethodImpl(MethodImplOptions.AggressiveOptimization)] static (s) => { while (s.Transport.ReceivedDatagrams == 0) { } },
    };

    private static IEnumerable<string> Counters => Loops.Keys;

    [TestCaseSource(nameof(Counters))]
    public void A_thread_that_watches_a_counter_sees_it_rise(string counter)
    {
        // Once where everything has risen already, so that it is compiled and goes into its loop at once the second time.
        Action<ENetStatistics> watch = Loops[counter];
        using (HostPair used = HostPair.OverLoopback())
        {
            RaiseAll(used);
            watch(used.Server.Statistics);
        }

        using HostPair pair = HostPair.OverLoopback();
        ENetStatistics statistics = pair.Server.Statistics;
        using var isReady = new ManualResetEventSlim();
        var watcher = new Thread(() =>
        {
            isReady.Set();
            watch(statistics);
        })
        { IsBackground = true };
        watcher.Start();
        isReady.Wait();
        RaiseAll(pair);
        Assert.That(watcher.Join(TimeSpan.FromSeconds(20)), Is.True, "it looks for ever at what it has read once");
    }

    [Test]
    public void Every_number_of_the_statistics_can_be_had_from_any_thread_and_after_the_end()
    {
        HostPair pair = HostPair.OverLoopback();
        pair.Connect();
        ENetHost host = pair.Server;
        string[] atOnce = Read(host);
        string[] onOtherThread = OnOtherThread(() => Read(host));
        Assert.That(onOtherThread, Is.EqualTo(atOnce));
        pair.Dispose();
        IEnumerable<string> afterTheEnd = Read(host).Where(line => !line.Contains("Queued", StringComparison.Ordinal));
        Assert.That(afterTheEnd, Is.EqualTo(atOnce.Where(line => !line.Contains("Queued", StringComparison.Ordinal))));
        Assert.That(OnOtherThread(() => Read(host)), Is.EqualTo(Read(host)));
    }

    [Test]
    public void The_numbers_of_real_transports_can_be_had_after_the_end([Values(ENetTransportKind.Automatic, ENetTransportKind.Socket)] ENetTransportKind kind)
    {
        ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Transport = kind });
        host.SendUnconnected(new ENetAddress(host.LocalEndPoint), [1, 2, 3]);
        host.Dispose();
        TransportStatistics transport = OnOtherThread(() => host.Statistics.Transport);
        Assert.That((transport.SentDatagrams, transport.SentBytes), Is.EqualTo((1, 3)));
        Assert.That(OnOtherThread(() => host.Statistics.TransportName), Is.Not.Empty);
    }

    [Test]
    public void A_count_is_kept_where_no_reader_can_see_half_of_it()
    {
        // What makes it so on a machine with 32 bits is which calls are made; there is no such machine here to try it on.
        foreach (Type type in (Type[])[typeof(HostCounters), typeof(ENetHost).Assembly.GetType("ManagedENet.Transports.TransportCounters")!])
        {
            IEnumerable<FieldInfo> plain = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Where(field => field.FieldType == typeof(long) || field.FieldType == typeof(long[]) || field.FieldType == typeof(ulong));
            Assert.That(plain, Is.Empty, type.Name);
        }
    }

    private static void RaiseAll(HostPair pair)
    {
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        pair.Client.SendUnconnected(new ENetAddress(pair.ServerEndPoint), [1]);
        pair.Step();
    }

    private static string[] Read(ENetHost host)
    {
        ENetStatistics statistics = host.Statistics;
        var lines = new List<string>();
        foreach (PropertyInfo property in typeof(ENetStatistics).GetProperties())
        {
            object? value = property.GetValue(statistics);
            if (value is ENetDropCounts drops)
            {
                lines.Add($"{property.Name}: {drops.Total}");
                lines.AddRange(Enum.GetValues<DropReason>().Select(reason => $"{reason}: {drops[reason]}"));
            }
            else
            {
                lines.Add($"{property.Name}: {value}");
            }
        }

        return lines.ToArray();
    }

    private static T OnOtherThread<T>(Func<T> read)
    {
        T? result = default;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = read();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(thrown, Is.Null);
        return result!;
    }
}
