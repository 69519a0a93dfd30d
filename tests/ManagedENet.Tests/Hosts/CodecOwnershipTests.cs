using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Options are shared by hosts, what has memory of its own is not.</summary>
public sealed class CodecOwnershipTests
{
    [Test]
    public void Every_host_of_the_same_options_gets_a_compressor_of_its_own()
    {
        var made = new List<Compressor>();
        var options = new ENetHostOptions { Compressor = () => Add(made, new Compressor()) };
        using HostPair pair = HostPair.OverLoopback(options, options with { PeerLimit = 3 });
        pair.Connect();
        Assert.That(made, Has.Count.EqualTo(2));
        Assert.That(made[0], Is.Not.SameAs(made[1]));
        Assert.That(made.Select(compressor => compressor.Calls), Is.All.Positive);
    }

    [Test]
    public void A_compressor_that_another_host_uses_is_refused_with_a_sentence_that_says_what_to_do()
    {
        var shared = new Compressor();
        var options = new ENetHostOptions { Compressor = () => shared };
        LoopbackTransport transport = new LoopbackHub().Open();
        using var first = new ENetHost(new LoopbackHub().Open(), options);
        var refused = Assert.Throws<InvalidOperationException>(() => _ = new ENetHost(transport, options));
        Assert.That(refused!.Message, Does.Contain("() => new Compressor()"));
        Assert.That(transport.Receive(), Is.Zero, "the transport is still its owner's, and open");
    }

    [Test]
    public void A_host_that_ends_gives_its_compressor_back_whichever_thread_ends_it([Values] bool isOther)
    {
        var shared = new Compressor();
        var options = new ENetHostOptions { Compressor = () => shared };
        for (int i = 0; i < 3; i++)
        {
            var host = new ENetHost(new LoopbackHub().Open(), options);
            if (isOther)
            {
                var thread = new Thread(host.Dispose);
                thread.Start();
                thread.Join();
            }
            else
            {
                host.Dispose();
            }
        }
    }

    [Test]
    public void A_host_that_could_not_be_made_has_taken_no_compressor()
    {
        var shared = new Compressor();
        var options = new ENetHostOptions { Compressor = () => shared };
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ENetHost(new LoopbackHub().Open(), options with { MtuBytes = 100 }));
        Assert.Throws<NotSupportedException>(() => _ = new ENetHost(new LoopbackHub().Open(), options with { Checksum = () => throw new NotSupportedException() }));
        using var host = new ENetHost(new LoopbackHub().Open(), options);
    }

    [Test]
    public void A_forgotten_host_keeps_no_compressor_alive()
    {
        WeakReference forgotten = Forget();
        for (int i = 0; i < 10 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(forgotten.IsAlive, Is.False);
    }

    [Test]
    public void What_a_host_was_given_is_disposed_with_it_and_not_before()
    {
        var compressor = new Compressor();
        var checksum = new Checksum();
        var host = new ENetHost(new LoopbackHub().Open(), new ENetHostOptions { Compressor = () => compressor, Checksum = () => checksum });
        Assert.That((compressor.Disposals, checksum.Disposals), Is.EqualTo((0, 0)));
        host.Dispose();
        host.Dispose();
        Assert.That((compressor.Disposals, checksum.Disposals), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Every_host_of_the_same_options_asks_for_a_checksum_of_its_own()
    {
        var made = new List<Checksum>();
        var options = new ENetHostOptions { Checksum = () => Add(made, new Checksum()) };
        using HostPair pair = HostPair.OverLoopback(options, options);
        pair.Connect();
        Assert.That(made, Has.Count.EqualTo(2));
        Assert.That(made.Select(checksum => checksum.Calls), Is.All.Positive);
    }

    [Test]
    public void A_checksum_without_state_may_be_the_same_for_all()
    {
        var shared = new Checksum();
        var options = new ENetHostOptions { Checksum = () => shared };
        using HostPair pair = HostPair.OverLoopback(options, options);
        pair.Connect();
    }

    [Test]
    public void A_factory_that_makes_nothing_is_refused()
    {
        var noCompressor = new ENetHostOptions { Compressor = () => null! };
        var noChecksum = new ENetHostOptions { Checksum = () => null! };
        Assert.That(Assert.Throws<InvalidOperationException>(() => _ = new ENetHost(new LoopbackHub().Open(), noCompressor))!.Message, Does.Contain(nameof(ENetHostOptions.Compressor)));
        Assert.That(Assert.Throws<InvalidOperationException>(() => _ = new ENetHost(new LoopbackHub().Open(), noChecksum))!.Message, Does.Contain(nameof(ENetHostOptions.Checksum)));
    }

    [Test]
    public void Two_hosts_of_the_same_options_on_two_threads_understand_each_other()
    {
        // What one compressor in two hosts would spoil: each writes into the other's datagrams. It is seen as datagrams that cannot be read.
        const int Packets = 300;
        var options = new ENetHostOptions { Compressor = ENetCompressors.RangeCoder, Checksum = ENetChecksums.Crc32 };
        var threads = new Thread[2];
        var failures = new List<Exception>();
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                try
                {
                    using HostPair pair = HostPair.OverLoopback(options, options);
                    (ENetPeer atClient, _) = pair.Connect();
                    for (int i = 0; i < Packets; i++)
                    {
                        byte[] payload = Payload.Make(1000, seed: i / 4);
                        atClient.Send(0, payload, ENetPacketFlags.Reliable);
                        if (!pair.ExpectPacket(pair.Server, 0).AsSpan().SequenceEqual(payload)) throw new InvalidOperationException($"packet {i} has other bytes");
                    }

                    if (pair.Server.Statistics.Drops.Total > 0) throw new InvalidOperationException("datagrams were not understood");
                }
                catch (Exception e)
                {
                    lock (failures) failures.Add(e);
                }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public void Options_with_the_same_codecs_are_equal()
    {
        var one = new ENetHostOptions { Checksum = ENetChecksums.Crc32, Compressor = ENetCompressors.RangeCoder };
        Assert.That(new ENetHostOptions { Checksum = ENetChecksums.Crc32, Compressor = ENetCompressors.RangeCoder }, Is.EqualTo(one));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Forget()
    {
        var compressor = new Compressor();
        _ = new ENetHost(new LoopbackHub().Open(), new ENetHostOptions { Compressor = () => compressor });
        return new WeakReference(compressor);
    }

    private static T Add<T>(List<T> list, T made)
    {
        list.Add(made);
        return made;
    }

    private sealed class Compressor : IDatagramCompressor, IDisposable
    {
        public int Calls { get; private set; }

        public int Disposals { get; private set; }

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            Calls++;
            return 0;
        }

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => 0;

        public void Dispose() => Disposals++;
    }

    private sealed class Checksum : IDatagramChecksum, IDisposable
    {
        public int Calls { get; private set; }

        public int Disposals { get; private set; }

        public uint Compute(ReadOnlySpan<byte> datagram)
        {
            Calls++;
            return (uint)datagram.Length;
        }

        public void Dispose() => Disposals++;
    }
}
