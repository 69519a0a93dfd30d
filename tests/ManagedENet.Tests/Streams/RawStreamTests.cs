using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>A stream without frames, with a host at the other end that knows nothing of streams.</summary>
public sealed class RawStreamTests
{
    [Test]
    public void What_is_written_arrives_as_the_payload_of_messages_and_what_is_sent_is_read()
    {
        using var world = new RawWorld(new ENetHostOptions { MaximumPacketBytes = 5_000 });
        ENetChannelStream stream = world.Connection.OpenStream(0, new ENetStreamOptions { IsRaw = true });
        byte[] written = Payload.Make(40_000);
        Task writing = stream.WriteAsync(written).AsTask();
        world.Until(() => world.Received.Length == written.Length);
        Assert.That((world.Received.ToArray(), writing.IsCompletedSuccessfully, world.Longest), Is.EqualTo((written, true, 5_000)), "no longer than the host allows");

        world.Peer.Send(0, written.AsSpan(0, 30), ENetPacketFlags.Reliable);
        world.Peer.Send(0, [], ENetPacketFlags.Reliable);
        world.Peer.Send(0, written.AsSpan(30, 4_000), ENetPacketFlags.Reliable);
        Task<byte[]> reading = Bytes.AllAsync(stream);
        ValueTask completing = stream.CompleteWritesAsync();
        world.Until(() => completing.IsCompleted);
        Assert.That(reading.IsCompleted, Is.False);
        world.Peer.DisconnectLater();
        world.Until(() => reading.IsCompleted);
        Assert.That(reading.Result, Is.EqualTo(written.AsSpan(0, 4_030).ToArray()), "whoever leaves ends it");
    }

    [Test]
    public void A_reader_that_is_slow_holds_up_the_sender_and_nothing_is_lost()
    {
        using var world = new RawWorld(new ENetHostOptions());
        ENetChannelStream stream = world.Connection.OpenStream(0, new ENetStreamOptions { IsRaw = true });
        byte[] message = new byte[10_000];
        for (int i = 0; i < 1_000; i++)
        {
            message.AsSpan().Fill((byte)i);
            Assert.That(world.Peer.Send(0, message, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        }

        long most = 0;
        for (int i = 0; i < 3_000; i++)
        {
            world.Step();
            most = Math.Max(most, world.Runner.StreamMemory.RentedBytes);
        }

        // What is received at once with the last one comes on top.
        Assert.That(most, Is.InRange(1 << 20, 2 << 20));
        Task<byte[]> reading = Bytes.AllAsync(stream);
        world.Peer.DisconnectLater();
        world.Until(() => reading.IsCompleted);
        Assert.That(reading.Result.Chunk(10_000).Select((part, i) => part.All(b => b == (byte)i)), Is.All.True.And.Exactly(1_000).Items);
    }

    [Test]
    public void An_abort_is_told_to_nobody_and_a_connection_that_breaks_is_no_end()
    {
        using var world = new RawWorld(new ENetHostOptions { TimeoutMinimum = TimeSpan.FromSeconds(1), TimeoutMaximum = TimeSpan.FromSeconds(2) });
        ENetChannelStream stream = world.Connection.OpenStream(0, new ENetStreamOptions { IsRaw = true }), other = world.Connection.OpenStream(1, new ENetStreamOptions { IsRaw = true });
        stream.Abort(5);
        world.Peer.Send(0, [1], ENetPacketFlags.Reliable);
        for (int i = 0; i < 50; i++) world.Step();
        Assert.That((world.Received.Length, world.Connection.Ending), Is.EqualTo((0, default(ENetEnding?))));
        Task<byte[]> reading = Bytes.AllAsync(other);
        world.IsCut = true;
        world.Until(() => reading.IsCompleted);
        Assert.That(() => reading.GetAwaiter().GetResult(), Throws.InstanceOf<IOException>().With.InnerException.InstanceOf<ENetDisconnectedException>());
    }

    /// <summary>A runner without a thread, and a plain host that connects to it, on one virtual time.</summary>
    private sealed class RawWorld : IDisposable
    {
        private readonly ManualClock _clock = new();
        private readonly ENetHost _host;

        public RawWorld(ENetHostOptions options)
        {
            System.Threading.SynchronizationContext.SetSynchronizationContext(null);
            var hub = new LoopbackHub();
            Runner = ENetHostRunner.WithoutThread(hub.Open(), listens: true, options, new ENetRunnerOptions { Completions = ENetCompletions.Inline }, _clock);
            _host = new ENetHost(hub.Open(), new ENetHostOptions(), _clock);
            Peer = _host.Connect(Runner.LocalEndPoint, channelCount: 2);
            Task<ENetConnection> accepting = Runner.AcceptAsync().AsTask();
            Until(() => accepting.IsCompleted && Peer.State == ENetPeerState.Connected);
            Connection = accepting.Result;
        }

        public ENetHostRunner Runner { get; }

        public ENetConnection Connection { get; }

        public ENetPeer Peer { get; }

        public MemoryStream Received { get; } = new();

        public int Longest { get; private set; }

        public bool IsCut { get; set; }

        public void Step()
        {
            Runner.Turn();
            while (!IsCut && _host.Service(TimeSpan.Zero, out ENetEvent e))
            {
                using ENetPacket packet = e.Packet;
                if (e.Type != ENetEventType.Receive) continue;
                Received.Write(packet.Span);
                Longest = Math.Max(Longest, packet.Length);
            }

            _clock.NowMs++;
        }

        public void Until(Func<bool> holds)
        {
            for (int i = 0; !holds(); i++)
            {
                if (i == 100_000) throw new TimeoutException("It does not hold after 100 s of virtual time.");
                Step();
            }
        }

        public void Dispose()
        {
            _ = Runner.DisposeAsync().AsTask();
            while (!Runner.Completion.IsCompleted) Runner.Turn();
            _host.Dispose();
        }
    }
}
