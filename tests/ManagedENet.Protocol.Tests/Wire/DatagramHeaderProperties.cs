using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Wire;

[TestFixture]
internal sealed class DatagramHeaderProperties
{
    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    [Property("Requirement", "DGM-002, DGM-003")]
    public bool What_is_written_is_read(ushort peerId, byte session, bool compressed, bool hasSentTime, ushort sentTime)
    {
        var header = new DatagramHeader((ushort)(peerId % 4_096), (byte)(session % 4), compressed, hasSentTime, hasSentTime ? sentTime : (ushort)0);
        byte[] bytes = new byte[header.Length];
        header.Write(bytes);
        return bytes.Length == (hasSentTime ? 4 : 2) && DatagramHeader.TryRead(bytes, out DatagramHeader read) && read == header;
    }

    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    [Property("Requirement", "DGM-002, DGM-003, DGM-011")]
    public bool Every_bit_is_where_the_specification_has_it(byte[] datagram)
    {
        bool isRead = DatagramHeader.TryRead(datagram, out DatagramHeader header);
        if (datagram.Length < 2) return !isRead;
        int first = (datagram[0] << 8) | datagram[1];
        bool hasSentTime = (first & 0x8000) != 0;
        if (hasSentTime && datagram.Length < 4) return !isRead;
        int time = hasSentTime ? (datagram[2] << 8) | datagram[3] : 0;
        return isRead && header == new DatagramHeader((ushort)(first & 0xFFF), (byte)((first >> 12) & 3), (first & 0x4000) != 0, hasSentTime, (ushort)time);
    }

    [Test]
    public void Bits_that_are_not_the_peer_id_s_never_leak_into_the_flags()
    {
        byte[] bytes = new byte[2];
        new DatagramHeader(0xFFFF, 0, false, false, 0).Write(bytes);
        Assert.That(bytes, Is.EqualTo(new byte[] { 0x0F, 0xFF }));
    }
}
