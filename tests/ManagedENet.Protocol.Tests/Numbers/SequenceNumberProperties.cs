using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Numbers;

/// <summary>The arithmetic against the wording of the specification, CHN-021 and CHN-023.</summary>
[TestFixture]
internal sealed class SequenceNumberProperties
{
    [FsCheck.NUnit.Property(MaxTest = 5_000)]
    [Property("Requirement", "CHN-021")]
    public bool A_number_is_in_reach_in_the_current_window_and_the_six_behind_it(ushort sequence, ushort delivered)
    {
        int v = sequence / 4096;
        int c = delivered / 4096;
        if (sequence < delivered) v += 16;
        return SequenceNumber.IsInWindow(sequence, delivered) == (c <= v && v <= c + 6);
    }

    [FsCheck.NUnit.Property(MaxTest = 5_000)]
    [Property("Requirement", "CHN-023")]
    public bool Only_the_seventh_and_eighth_window_ahead_are_not_acknowledged(ushort sequence, ushort delivered)
    {
        int ahead = (sequence / 4096) + (sequence < delivered ? 16 : 0) - (delivered / 4096);
        return SequenceNumber.IsAcknowledged(sequence, delivered) == (ahead != 7 && ahead != 8);
    }

    [FsCheck.NUnit.Property]
    public bool What_is_in_reach_is_acknowledged(ushort sequence, ushort delivered) =>
        !SequenceNumber.IsInWindow(sequence, delivered) || SequenceNumber.IsAcknowledged(sequence, delivered);

    [FsCheck.NUnit.Property]
    public bool The_next_number_is_always_in_reach(ushort delivered) => SequenceNumber.IsInWindow(SequenceNumber.Next(delivered), delivered);

    [FsCheck.NUnit.Property]
    public bool Steps_back_undo_steps_forward(ushort from, ushort count)
    {
        ushort to = SequenceNumber.Add(from, count);
        return SequenceNumber.Add(to, -count) == from && to == (from + count) % 65_536;
    }

    [TestCase(0, 0, 0)]
    [TestCase(1, 0, 0)]
    [TestCase(4_096, 4_095, 1)]
    [TestCase(0, 65_535, 1)]
    [TestCase(65_535, 0, 15)]
    [TestCase(4_095, 4_096, 15)]
    [TestCase(4_096, 4_097, 16)]
    public void Windows_ahead_are_counted_from_the_window_of_the_last_delivered_number(int sequence, int delivered, int windows) =>
        Assert.That(SequenceNumber.WindowsAhead((ushort)sequence, (ushort)delivered), Is.EqualTo(windows));
}
