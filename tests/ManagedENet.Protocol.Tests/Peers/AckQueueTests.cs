using System.Collections.Generic;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Peers;

[TestFixture]
internal sealed class AckQueueTests
{
    private readonly Slab<PendingAcknowledgement> _slab = new(4);

    [Test]
    [Property("Requirement", "REL-006, CMD-010")]
    public void Acknowledgements_leave_in_order_as_many_as_fit()
    {
        AckQueue queue = AckQueue.Empty;
        for (ushort i = 1; i <= 5; i++) queue.TryAdd(2, i, (ushort)(i * 100), CommandKind.SendReliable, _slab);
        byte[] bytes = new byte[100];
        var writer = new DatagramWriter(bytes, 0, budgetBytes: 30, commandLimit: 100);
        Assert.That(queue.WriteTo(ref writer, _slab, out bool isIncomplete), Is.False);
        Assert.That((isIncomplete, writer.CommandCount, queue.IsEmpty), Is.EqualTo((true, 3, false)));
        Assert.That(bytes[8..16], Is.EqualTo(new byte[] { 0x01, 2, 0, 2, 0, 2, 0, 200 }));
        writer = new DatagramWriter(bytes, 0, 30, 100);
        queue.WriteTo(ref writer, _slab, out isIncomplete);
        Assert.That((isIncomplete, writer.CommandCount, queue.IsEmpty, _slab.Count), Is.EqualTo((false, 2, true, 0)));
    }

    [Test]
    [Property("Requirement", "LIM-017")]
    public void At_most_32768_wait()
    {
        AckQueue queue = AckQueue.Empty;
        for (int i = 0; i < 32_768; i++) Assert.That(queue.TryAdd(0, (ushort)i, 0, CommandKind.Ping, _slab), Is.True);
        Assert.That(queue.TryAdd(0, 0, 0, CommandKind.Ping, _slab), Is.False);
        queue.Clear(_slab);
        Assert.That((queue.IsEmpty, _slab.Count), Is.EqualTo((true, 0)));
        Assert.That(queue.TryAdd(0, 0, 0, CommandKind.Ping, _slab), Is.True, "an emptied queue takes them again");
        queue.Clear(_slab);
    }

    [Test]
    [Property("Requirement", "DIS-005, DIS-020")]
    public void What_answers_the_handshake_is_kept_and_a_goodbye_is_told()
    {
        AckQueue queue = AckQueue.Empty;
        var kinds = new List<CommandKind> { CommandKind.Ping, CommandKind.VerifyConnect, CommandKind.SendReliable };
        foreach (CommandKind kind in kinds) queue.TryAdd(0xFF, (ushort)kind, 0, kind, _slab);
        queue.KeepOnlyHandshake(_slab);
        byte[] bytes = new byte[100];
        var writer = new DatagramWriter(bytes, 0, 100, 100);
        Assert.That(queue.WriteTo(ref writer, _slab, out _), Is.False);
        Assert.That((writer.CommandCount, bytes[3]), Is.EqualTo((1, (byte)CommandKind.VerifyConnect)));

        queue.TryAdd(0xFF, 9, 0, CommandKind.Disconnect, _slab);
        Assert.That(queue.WriteTo(ref writer, _slab, out _), Is.True);
    }
}
