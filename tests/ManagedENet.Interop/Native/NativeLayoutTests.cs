using System;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Native;

/// <summary>The offsets of <see cref="NativeLayout"/>, compared with what the loaded library writes there.</summary>
[TestFixture]
internal sealed class NativeLayoutTests
{
    private const int DefaultMtu1317 = 1400;

    private delegate void PacketFunction(IntPtr packet);

    [SetUp]
    public void RequireLibrary() => NativeLibraryGuard.Require();

    [Test]
    public void A_host_has_its_fields_where_we_read_them()
    {
        using NativeHost host = NativeHost.Bind(new LiveHostOptions { PeerLimit = 5, ChannelLimit = 7, IncomingBandwidth = 70001, OutgoingBandwidth = 80002 });
        IntPtr handle = host.Handle;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Port, Is.GreaterThan(0));
            Assert.That(Marshal.ReadInt32(handle, NativeLayout.Host.IncomingBandwidth), Is.EqualTo(70001));
            Assert.That(Marshal.ReadInt32(handle, NativeLayout.Host.OutgoingBandwidth), Is.EqualTo(80002));
            Assert.That(Marshal.ReadInt32(handle, NativeLayout.Host.MtuBytes), Is.EqualTo(DefaultMtu1317));
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.PeerCount), Is.EqualTo(5));
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.ChannelLimit), Is.EqualTo(7));
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.Checksum), Is.Zero);
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.ConnectedPeers), Is.Zero);
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.DuplicatePeers), Is.EqualTo(0xFFF));
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.MaximumPacketBytes), Is.EqualTo(32 << 20));
            Assert.That(Marshal.ReadInt64(handle, NativeLayout.Host.MaximumWaitingBytes), Is.EqualTo(32 << 20));
        }
    }

    [Test]
    public void A_peer_has_its_fields_where_we_read_them()
    {
        using NativeHost host = NativeHost.Bind(new LiveHostOptions { PeerLimit = 3 });
        IntPtr peers = Marshal.ReadIntPtr(host.Handle, NativeLayout.Host.Peers);
        ILivePeer connecting = host.Connect(host.Port, channelCount: 9, data: 0);
        connecting.Timeout(limit: 11, minimumMs: 2222, maximumMs: 3333);
        using (Assert.EnterMultipleScope())
        {
            for (int slot = 0; slot < 3; slot++)
            {
                IntPtr peer = peers + (slot * NativeLayout.Peer.SizeBytes);
                Assert.That(Marshal.ReadIntPtr(peer, NativeLayout.Peer.Host), Is.EqualTo(host.Handle));
                Assert.That(Marshal.ReadInt16(peer, NativeLayout.Peer.IncomingPeerId), Is.EqualTo(slot));
                Assert.That(Marshal.ReadInt16(peer, NativeLayout.Peer.OutgoingPeerId), Is.EqualTo(0xFFF));
                Assert.That(Marshal.ReadInt32(peer, NativeLayout.Peer.RoundTripTimeMs), Is.EqualTo(500));
                Assert.That(Marshal.ReadInt32(peer, NativeLayout.Peer.PingIntervalMs), Is.EqualTo(500));
            }

            Assert.That(connecting.State, Is.EqualTo(ENetPeerState.Connecting));
            Assert.That(connecting.ChannelCount, Is.EqualTo(9));
            Assert.That(connecting.MtuBytes, Is.EqualTo(DefaultMtu1317));
            Assert.That(connecting.WindowBytes, Is.EqualTo(65536));
            Assert.That(connecting.ConnectId, Is.Not.Zero);
            Assert.That(connecting.IncomingSessionId, Is.EqualTo(0xFF));
            Assert.That(connecting.OutgoingSessionId, Is.EqualTo(0xFF));
            Assert.That(connecting.Throttle, Is.EqualTo(new ThrottleSettings(5000, 2, 2)));
            Assert.That(Marshal.ReadInt32(peers, NativeLayout.Peer.TimeoutLimit), Is.EqualTo(11));
            Assert.That(Marshal.ReadInt32(peers, NativeLayout.Peer.TimeoutMinimumMs), Is.EqualTo(2222));
            Assert.That(Marshal.ReadInt32(peers, NativeLayout.Peer.TimeoutMaximumMs), Is.EqualTo(3333));
        }
    }

    [Test]
    public void The_number_of_the_next_connection_is_drawn_from_the_seed_we_write()
    {
        using NativeHost host = NativeHost.CreateClient(new LiveHostOptions());
        Marshal.WriteInt32(host.Handle, NativeLayout.Host.RandomSeed, 4_710);
        Assert.That(host.Connect(port: 9, channelCount: 1, data: 0).ConnectId, Is.EqualTo(4_711));
    }

    [Test]
    public void A_packet_tells_of_its_end_where_we_say()
    {
        int freed = 0;
        PacketFunction callback = _ => freed++;
        IntPtr packet = LibENet.enet_packet_create(IntPtr.Zero, 5, 0);
        Marshal.WriteIntPtr(packet, NativeLayout.Packet.FreeCallback, Marshal.GetFunctionPointerForDelegate(callback));
        LibENet.enet_packet_destroy(packet);
        GC.KeepAlive(callback);
        Assert.That(freed, Is.EqualTo(1));
    }
}
