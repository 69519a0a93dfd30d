using System;
using System.Linq;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Wire;

/// <summary>Each of the twelve commands: what is written is read, and every field lies where the specification has it.</summary>
[TestFixture]
internal sealed class CommandRoundTripProperties
{
    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-001, CMD-002")]
    public bool Command_header(byte first, byte channel, ushort sequence)
    {
        byte[] bytes = [first, channel, (byte)(sequence >> 8), (byte)sequence];
        var header = CommandHeader.Read(bytes);
        byte[] written = new byte[4];
        header.Write(written);
        bool isRight = (int)header.Kind == (first & 15) && header.ChannelId == channel && header.ReliableSequence == sequence && header.WantsAcknowledgement == (first >= 128);
        return isRight && written.SequenceEqual(bytes);
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-010")]
    public bool Acknowledge(ushort sequence, ushort sentTime)
    {
        byte[] bytes = new byte[CommandLayout.AcknowledgeBytes];
        new AcknowledgeCommand(sequence, sentTime).Write(bytes);
        return AcknowledgeCommand.Read(bytes) == new AcknowledgeCommand(sequence, sentTime) && Layout(bytes, (4, 2, sequence), (6, 2, sentTime));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-020, DGM-001")]
    public bool Connect(ushort peerId, byte incomingSession, byte outgoingSession, uint[] numbers)
    {
        uint N(int i) => i < numbers.Length ? numbers[i] : (uint)(0x9E37_79B9 * (i + 1));
        var command = new ConnectCommand(peerId, incomingSession, outgoingSession, N(0), N(1), N(2), N(3), N(4), N(5), N(6), N(7), N(8), N(9));
        byte[] bytes = new byte[CommandLayout.ConnectBytes];
        command.Write(bytes);
        bool isLaidOut = Layout(
            bytes, (4, 2, peerId), (6, 1, incomingSession), (7, 1, outgoingSession), (8, 4, N(0)), (12, 4, N(1)), (16, 4, N(2)), (20, 4, N(3)), (24, 4, N(4)), (28, 4, N(5)), (32, 4, N(6)), (36, 4, N(7)), (44, 4, N(9)));
        return ConnectCommand.Read(bytes) == command && isLaidOut && BitConverter.ToUInt32(bytes, 40) == N(8);
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-030, DGM-001")]
    public bool Verify_connect(ushort peerId, byte incomingSession, byte outgoingSession, uint mtu, uint connectId, uint deceleration)
    {
        var command = new VerifyConnectCommand(new ConnectCommand(peerId, incomingSession, outgoingSession, mtu, 2, 3, 4, 5, 6, 7, deceleration, connectId, 0));
        byte[] bytes = new byte[CommandLayout.VerifyConnectBytes];
        command.Write(bytes);
        bool isLaidOut = Layout(bytes, (4, 2, peerId), (6, 1, incomingSession), (7, 1, outgoingSession), (8, 4, mtu), (36, 4, deceleration));
        return VerifyConnectCommand.Read(bytes) == command && isLaidOut && BitConverter.ToUInt32(bytes, 40) == connectId;
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-040")]
    public bool Disconnect(uint data)
    {
        byte[] bytes = new byte[CommandLayout.DisconnectBytes];
        new DisconnectCommand(data).Write(bytes);
        return DisconnectCommand.Read(bytes) == new DisconnectCommand(data) && Layout(bytes, (4, 4, data));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-060")]
    public bool Send_reliable(ushort length)
    {
        byte[] bytes = new byte[CommandLayout.SendReliableBytes];
        new SendReliableCommand(length).Write(bytes);
        return SendReliableCommand.Read(bytes) == new SendReliableCommand(length) && Layout(bytes, (4, 2, length));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-070")]
    public bool Send_unreliable(ushort sequence, ushort length)
    {
        byte[] bytes = new byte[CommandLayout.SendUnreliableBytes];
        new SendUnreliableCommand(sequence, length).Write(bytes);
        return SendUnreliableCommand.Read(bytes) == new SendUnreliableCommand(sequence, length) && Layout(bytes, (4, 2, sequence), (6, 2, length));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-080, CMD-120")]
    public bool Send_fragment(ushort start, ushort length, uint count, uint number, uint total, uint offset)
    {
        var command = new SendFragmentCommand(start, length, count, number, total, offset);
        byte[] bytes = new byte[CommandLayout.SendFragmentBytes];
        command.Write(bytes);
        return SendFragmentCommand.Read(bytes) == command && Layout(bytes, (4, 2, start), (6, 2, length), (8, 4, count), (12, 4, number), (16, 4, total), (20, 4, offset));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-090")]
    public bool Send_unsequenced(ushort group, ushort length)
    {
        byte[] bytes = new byte[CommandLayout.SendUnsequencedBytes];
        new SendUnsequencedCommand(group, length).Write(bytes);
        return SendUnsequencedCommand.Read(bytes) == new SendUnsequencedCommand(group, length) && Layout(bytes, (4, 2, group), (6, 2, length));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-100")]
    public bool Bandwidth_limit(uint incoming, uint outgoing)
    {
        byte[] bytes = new byte[CommandLayout.BandwidthLimitBytes];
        new BandwidthLimitCommand(incoming, outgoing).Write(bytes);
        return BandwidthLimitCommand.Read(bytes) == new BandwidthLimitCommand(incoming, outgoing) && Layout(bytes, (4, 4, incoming), (8, 4, outgoing));
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "CMD-110")]
    public bool Throttle_configure(uint interval, uint acceleration, uint deceleration)
    {
        var command = new ThrottleConfigureCommand(interval, acceleration, deceleration);
        byte[] bytes = new byte[CommandLayout.ThrottleConfigureBytes];
        command.Write(bytes);
        return ThrottleConfigureCommand.Read(bytes) == command && Layout(bytes, (4, 4, interval), (8, 4, acceleration), (12, 4, deceleration));
    }

    [Test]
    [Property("Requirement", "CMD-050")]
    public void Sizes_are_those_of_the_specification()
    {
        int[] sizes = Enumerable.Range(0, 16).Select(kind => CommandLayout.SizeOf((CommandKind)kind)).ToArray();
        Assert.That(sizes, Is.EqualTo(new[] { 0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24, 0, 0, 0 }));
        Assert.That(Enumerable.Range(0, 16).Where(kind => CommandLayout.CarriesPayload((CommandKind)kind)), Is.EqualTo(new[] { 6, 7, 8, 9, 12 }));
    }

    private static bool Layout(byte[] bytes, params (int Offset, int Size, uint Value)[] fields)
    {
        foreach ((int offset, int size, uint value) in fields)
        {
            uint read = 0;
            for (int i = 0; i < size; i++) read = (read << 8) | bytes[offset + i];
            if (read != value) return false;
        }

        return true;
    }
}
