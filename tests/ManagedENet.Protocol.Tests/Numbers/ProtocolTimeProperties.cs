using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Numbers;

[TestFixture]
internal sealed class ProtocolTimeProperties
{
    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "REL-010")]
    public bool An_echo_of_the_last_32_seconds_is_completed_exactly(uint turns, ushort low, ushort age)
    {
        long nowMs = (turns * 65_536L) + 65_536 + low;
        long sentMs = nowMs - (age % 32_768);
        return ProtocolTime.FromWire(ProtocolTime.ToWire(sentMs), nowMs) == sentMs;
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "REL-010")]
    public bool Completing_follows_the_specification(uint turns, ushort low, ushort echoed)
    {
        long nowMs = (turns * 65_536L) + low;
        long time = (nowMs - low) + echoed;
        if (echoed >= 0x8000 && low < 0x8000) time -= 65_536;
        return ProtocolTime.FromWire(echoed, nowMs) == time;
    }

    [FsCheck.NUnit.Property]
    [Property("Requirement", "REL-001")]
    public bool The_wire_shows_the_low_16_bits(long nowMs) => ProtocolTime.ToWire(nowMs) == (nowMs & 0xFFFF);
}
