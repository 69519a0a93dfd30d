using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Variants;

/// <summary>Bytes that nobody honest sends.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class HostileVariantTests(GodotWireVersion version)
{
    private byte ArrayType => version == GodotWireVersion.Godot4 ? (byte)28 : (byte)19;

    private byte DictionaryType => version == GodotWireVersion.Godot4 ? (byte)27 : (byte)18;

    [Test]
    public void A_value_cut_short_is_refused_at_every_length()
    {
        byte[] bytes = VariantMarshal.ToBytes(Everything(), version);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.That(VariantMarshal.TryFromBytes(bytes.AsSpan(0, length), out _, version), Is.False, $"{length} of {bytes.Length} bytes");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public void Any_bytes_can_be_read(byte[] bytes)
    {
        var reader = new VariantReader(bytes, version);
        while (reader.Remaining > 0 && reader.TryRead(out Variant value)) _ = value.ToString();
        var again = new VariantReader(bytes, version);
        while (again.Remaining > 0 && again.TryReadShort(out Variant value)) _ = value.GetHashCode();
    }

    [Test]
    public void Damaged_values_can_be_read()
    {
        byte[] bytes = VariantMarshal.ToBytes(Everything(), version);
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            for (int k = random.Next(1, 5); k > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = VariantMarshal.TryFromBytes(damaged, out _, version);
        }
    }

    [Test]
    public void Every_type_is_refused_without_its_contents()
    {
        for (int type = 1; type < 256; type++)
        {
            bool isAlone = type == (version == GodotWireVersion.Godot4 ? 25 : 16);
            Assert.That(VariantMarshal.TryFromBytes(new byte[] { (byte)type, 0, 0, 0 }, out _, version), Is.EqualTo(isAlone), $"type {type}");
        }
    }

    [Test]
    public void A_count_is_not_believed([Values(0x7FFF_FFFFu, 0xFFFF_FFFFu, 0x4000_0000u)] uint count)
    {
        byte lastType = version == GodotWireVersion.Godot4 ? (byte)38 : (byte)26;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (byte type = 4; type <= lastType; type++)
        {
            byte[] bytes = [type, 0, 0, 0, .. BitConverter.GetBytes(count), 1, 0, 0, 0];
            VariantMarshal.TryFromBytes(bytes, out _, version);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [TestCase(63, true)]
    [TestCase(64, false)]
    [TestCase(100_000, false)]
    public void Depth_has_a_limit(int depth, bool isRead)
    {
        byte[] level = [ArrayType, 0, 0, 0, 1, 0, 0, 0];
        byte[] bytes = [.. Enumerable.Repeat(level, depth).SelectMany(part => part), 0, 0, 0, 0];
        Assert.That(VariantMarshal.TryFromBytes(bytes, out _, version), Is.EqualTo(isRead));
    }

    [Test]
    public void The_number_of_values_has_a_limit()
    {
        var limits = new VariantLimits { MaximumElements = 100 };
        Assert.That(VariantMarshal.TryFromBytes(NilArray(99), out _, version, limits), Is.True);
        Assert.That(VariantMarshal.TryFromBytes(NilArray(100), out _, version, limits), Is.False);
        Assert.That(VariantMarshal.TryFromBytes(NilArray(300_000), out _, version), Is.False);

        byte[] NilArray(int count) => [ArrayType, 0, 0, 0, .. BitConverter.GetBytes(count), .. new byte[4 * count]];
    }

    [Test]
    public void Keys_that_collide_by_design_cost_no_more_than_others()
    {
        // The halves of each key cancel each other out in the hash that .NET has for whole numbers. Time of the processor, because others may use the machine.
        const int Count = 60_000;
        TimeSpan colliding = TimeToRead(i => i);
        TimeSpan others = TimeToRead(_ => 0);
        Assert.That(colliding, Is.LessThan(20 * others), "quadratic time is hundreds of times as much");

        TimeSpan TimeToRead(Func<int, int> upperHalf)
        {
            List<byte> bytes = [DictionaryType, 0, 0, 0, .. BitConverter.GetBytes(Count)];
            for (int i = 0; i < Count; i++) bytes.AddRange([2, 0, 1, 0, .. BitConverter.GetBytes(i), .. BitConverter.GetBytes(upperHalf(i)), 0, 0, 0, 0]);
            byte[] packed = bytes.ToArray();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Assert.That(VariantMarshal.TryFromBytes(packed, out Variant value, version), Is.True);
            Assert.That(value.Get<VariantDictionary>(), Has.Count.EqualTo(Count));
            return Environment.CpuUsage.TotalTime - before;
        }
    }

    // One name "a/a" and two names "a" have the same text: a sender has as many of these as there are ways to cut a text.
    [Test]
    public void Paths_with_the_same_text_do_not_collide()
    {
        const int Cuts = 12;
        NodePath[] paths = [.. Enumerable.Range(0, 1 << Cuts).Select(way =>
            new NodePath(string.Concat(Enumerable.Range(0, Cuts).Select(cut => (way >> cut & 1) != 0 ? "a/" : "a|")).Split('|').ToArray<string>()))];
        Assert.That(paths.Select(path => path.GetHashCode()).Distinct().Count(), Is.GreaterThan(paths.Length - 50));
        Assert.That(paths.Distinct().Count(), Is.EqualTo(paths.Length));
    }

    [Test]
    public void A_whole_object_is_refused()
    {
        byte type = version == GodotWireVersion.Godot4 ? (byte)24 : (byte)17;
        byte[] bytes = [type, 0, 0, 0, 4, 0, 0, 0, .. "Node"u8, 0, 0, 0, 0];
        Assert.That(VariantMarshal.TryFromBytes(bytes, out _, version), Is.False);
    }

    [Test]
    public void What_contains_itself_cannot_be_written()
    {
        var array = new VariantArray();
        array.Add(array);
        Assert.That(() => VariantMarshal.ToBytes(array, version), Throws.ArgumentException);
    }

    private static Variant Everything() => new VariantArray(
        true, 7, 1L << 40, 0.1, "text", new System.Numerics.Vector3(1, 2, 3), new NodePath("/a/b:c"), new Color(1, 2, 3),
        new byte[] { 1, 2, 3, 4 }, new[] { 1, 2 }, new[] { 0.5f }, new[] { "a", "b" }, new[] { System.Numerics.Vector2.One },
        new VariantDictionary { ["key"] = new VariantArray(1, "two", default), [3] = false }, 5);
}
