using System;
using ManagedENet.Tool.Simulate;

namespace ManagedENet.Tool.Tests.Simulate;

[TestFixture]
internal sealed class WireCountTests
{
    private static readonly ENetAddress One = ENetAddress.FromIPv4(0x0A000001, 1);
    private static readonly ENetAddress Other = ENetAddress.FromIPv4(0x0A000002, 1);

    [Test]
    public void What_leaves_again_is_told_from_what_leaves_first()
    {
        var wire = new WireCount();
        wire.Count(One, Reliable(0, 1, 2));
        wire.Count(One, Reliable(0, 2, 3));
        wire.Count(One, Reliable(1, 1));
        wire.Count(Other, Reliable(0, 1));
        wire.Count(One, Reliable(0, 1));
        Assert.That((wire.FirstSendings, wire.Repetitions), Is.EqualTo((5L, 2L)));
    }

    [Test]
    public void Numbers_go_round()
    {
        var wire = new WireCount();
        for (int number = 1; number <= 70_000; number++) wire.Count(One, Reliable(0, (ushort)number));
        Assert.That((wire.FirstSendings, wire.Repetitions), Is.EqualTo((70_000L, 0L)));
        wire.Count(One, Reliable(0, unchecked((ushort)69_990)));
        Assert.That(wire.Repetitions, Is.EqualTo(1));
    }

    [Test]
    public void Pings_acknowledgements_and_unreliable_packets_count_as_bytes_alone()
    {
        var wire = new WireCount();
        wire.Count(One, Convert.FromHexString("8001123485FF0001"));
        wire.Count(One, Convert.FromHexString("0001010000010001ABCD"));
        wire.Count(One, Convert.FromHexString("00010700000100020000"));
        Assert.That((wire.FirstSendings, wire.Repetitions, wire.Bytes), Is.EqualTo((0L, 0L, 28L)));
    }

    private static byte[] Reliable(byte channel, params ushort[] numbers)
    {
        string commands = string.Empty;
        foreach (ushort number in numbers) commands += $"86{channel:X2}{number:X4}0003AABBCC";
        return Convert.FromHexString("80011234" + commands);
    }
}
