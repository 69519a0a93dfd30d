using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Wire;

[TestFixture]
internal sealed class DatagramWriterTests
{
    [Test]
    [Property("Requirement", "DGM-050, DGM-053")]
    public void Commands_are_put_one_behind_the_other_until_room_or_number_is_used_up()
    {
        byte[] bytes = new byte[100];
        var writer = new DatagramWriter(bytes, headerSpace: 8, budgetBytes: 20, commandLimit: 3);
        Assert.That((writer.Length, writer.CommandBytes, writer.Room, writer.CommandCount), Is.EqualTo((8, 0, 20, 0)));
        Assert.That((writer.Fits(20), writer.Fits(21)), Is.EqualTo((true, false)));
        Span<byte> command = writer.Add(new CommandHeader(CommandKind.Ping, CommandFlags.Acknowledge, 0xFF, 0x0102), 10);
        Assert.That(command.Length, Is.EqualTo(10));
        Assert.That(bytes[8..12], Is.EqualTo(new byte[] { 0x85, 0xFF, 0x01, 0x02 }));
        writer.Add(new CommandHeader(CommandKind.Ping, CommandFlags.None, 1, 3), 4);
        Assert.That((writer.Length, writer.CommandBytes, writer.Room, writer.CommandCount), Is.EqualTo((22, 14, 6, 2)));
        Assert.That((writer.Fits(6), writer.Fits(7)), Is.EqualTo((true, false)));
        writer.Add(new CommandHeader(CommandKind.Ping, CommandFlags.None, 1, 3), 4);
        Assert.That(writer.Fits(1), Is.False, "three commands are the limit");
    }
}
