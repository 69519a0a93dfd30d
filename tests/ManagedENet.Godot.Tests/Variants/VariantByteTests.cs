using System;
using System.Collections.Generic;
using System.Numerics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Variants;

/// <summary>
/// Values and their bytes, written down by hand from the engines' documented marshalling: header (type, flags from bit 16), then the contents, little-endian, texts padded to four.
/// </summary>
public sealed class VariantByteTests
{
    private const string F1 = "0000803f";
    private const string F2 = "00000040";
    private const string F3 = "00004040";

    [TestCaseSource(nameof(Godot4))]
    public void Godot_4_bytes(Variant value, string bytes) => Check(value, bytes, GodotWireVersion.Godot4);

    [TestCaseSource(nameof(Godot3))]
    public void Godot_3_bytes(Variant value, string bytes) => Check(value, bytes, GodotWireVersion.Godot3);

    [TestCaseSource(nameof(Short))]
    public void Short_bytes_of_remote_calls(Variant value, string bytes)
    {
        var writer = new VariantWriter();
        writer.WriteShort(value);
        Assert.That(Convert.ToHexStringLower(writer.WrittenSpan), Is.EqualTo(bytes));
        var reader = new VariantReader(Convert.FromHexString(bytes));
        Assert.That(reader.TryReadShort(out Variant read), Is.True);
        Assert.That(read, Is.EqualTo(value));
        Assert.That(reader.Remaining, Is.Zero);
    }

    [TestCaseSource(nameof(OnlyRead))]
    public void Bytes_that_others_write_and_we_do_not(string bytes, Variant expected)
    {
        Assert.That(VariantMarshal.TryFromBytes(Convert.FromHexString(bytes), out Variant value), Is.True);
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(NotInGodot3))]
    public void Godot_3_lacks(Variant value) =>
        Assert.That(() => VariantMarshal.ToBytes(value, GodotWireVersion.Godot3), Throws.InstanceOf<NotSupportedException>());

    private static IEnumerable<TestCaseData> Godot4()
    {
        yield return Case(default, "00000000");
        yield return Case(true, "01000000" + "01000000");
        yield return Case(false, "01000000" + "00000000");
        yield return Case(-2, "02000000" + "feffffff");
        yield return Case(1L << 32, "02000100" + "0000000001000000");
        yield return Case(0.5, "03000000" + "0000003f");
        yield return Case(0.1, "03000100" + "9a9999999999b93f");
        yield return Case("abcd", "04000000" + "04000000" + "61626364");
        yield return Case("abcde", "04000000" + "05000000" + "6162636465000000");
        yield return Case("", "04000000" + "00000000");
        yield return Case(new Vector2(1, 2), "05000000" + F1 + F2);
        yield return Case(new Vector2I(1, -1), "06000000" + "01000000" + "ffffffff");
        yield return Case(new Rect2(new Vector2(1, 2), new Vector2(3, 1)), "07000000" + F1 + F2 + F3 + F1);
        yield return Case(new Rect2I(new Vector2I(1, 2), new Vector2I(3, 4)), "08000000" + "01000000" + "02000000" + "03000000" + "04000000");
        yield return Case(new Vector3(1, 2, 3), "09000000" + F1 + F2 + F3);
        yield return Case(new Vector3I(1, 2, 3), "0a000000" + "01000000" + "02000000" + "03000000");
        yield return Case(new Transform2D(new Vector2(1, 2), new Vector2(3, 1), new Vector2(2, 3)), "0b000000" + F1 + F2 + F3 + F1 + F2 + F3);
        yield return Case(new Vector4(1, 2, 3, 1), "0c000000" + F1 + F2 + F3 + F1);
        yield return Case(new Vector4I(1, 2, 3, 4), "0d000000" + "01000000" + "02000000" + "03000000" + "04000000");
        yield return Case(new Plane(1, 2, 3, 1), "0e000000" + F1 + F2 + F3 + F1);
        yield return Case(new Quaternion(1, 2, 3, 1), "0f000000" + F1 + F2 + F3 + F1);
        yield return Case(new Aabb(new Vector3(1, 2, 3), new Vector3(3, 2, 1)), "10000000" + F1 + F2 + F3 + F3 + F2 + F1);
        yield return Case(Rows, "11000000" + F1 + F2 + F3 + F3 + F2 + F1 + F2 + F2 + F2);
        yield return Case(new Transform3D(Rows, new Vector3(1, 1, 1)), "12000000" + F1 + F2 + F3 + F3 + F2 + F1 + F2 + F2 + F2 + F1 + F1 + F1);
        yield return Case(
            new Projection(new Vector4(1, 2, 3, 1), new Vector4(2, 2, 2, 2), new Vector4(3, 3, 3, 3), new Vector4(1, 1, 1, 1)),
            "13000000" + F1 + F2 + F3 + F1 + F2 + F2 + F2 + F2 + F3 + F3 + F3 + F3 + F1 + F1 + F1 + F1);
        yield return Case(new Color(1, 2, 3, 1), "14000000" + F1 + F2 + F3 + F1);
        yield return Case(Variant.StringName("ab"), "15000000" + "02000000" + "61620000");
        yield return Case(new NodePath("/a/bc:x"), "16000000" + "02000080" + "01000000" + "01000000" + "01000000" + "61000000" + "02000000" + "62630000" + "01000000" + "78000000");
        yield return Case(new NodePath("a"), "16000000" + "01000080" + "00000000" + "00000000" + "01000000" + "61000000");
        yield return Case(new Rid(5), "17000000" + "0500000000000000");
        yield return Case(new ObjectId(0x1122), "18000100" + "2211000000000000");
        yield return Case(Variant.EmptyCallable, "19000000");
        yield return Case(new SignalReference("ab", 9), "1a000000" + "02000000" + "61620000" + "0900000000000000");
        yield return Case(new VariantDictionary { ["a"] = 1, [2] = true }, "1b000000" + "02000000" + "0400000001000000" + "61000000" + "0200000001000000" + "0200000002000000" + "0100000001000000");
        yield return Case(new VariantArray(1, default), "1c000000" + "02000000" + "0200000001000000" + "00000000");
        yield return Case(new VariantArray(1) { ElementType = new ContainerType(VariantType.Int) }, "1c000100" + "02000000" + "01000000" + "0200000001000000");
        yield return Case(new VariantArray { ElementType = new ContainerType(VariantType.Object, "Node") }, "1c000200" + "04000000" + "4e6f6465" + "00000000");
        yield return Case(
            new VariantDictionary { KeyType = new ContainerType(VariantType.String), ValueType = new ContainerType(VariantType.Int) },
            "1b000500" + "04000000" + "02000000" + "00000000");
        yield return Case(new byte[] { 1, 2, 3 }, "1d000000" + "03000000" + "01020300");
        yield return Case(new[] { 1, -1 }, "1e000000" + "02000000" + "01000000" + "ffffffff");
        yield return Case(new[] { 1L }, "1f000000" + "01000000" + "0100000000000000");
        yield return Case(new[] { 1f, 2f }, "20000000" + "02000000" + F1 + F2);
        yield return Case(new[] { 0.5 }, "21000000" + "01000000" + "000000000000e03f");
        yield return Case(new[] { "abc", "d" }, "22000000" + "02000000" + "04000000" + "61626300" + "02000000" + "64000000");
        yield return Case(new[] { new Vector2(1, 2) }, "23000000" + "01000000" + F1 + F2);
        yield return Case(new[] { new Vector3(1, 2, 3) }, "24000000" + "01000000" + F1 + F2 + F3);
        yield return Case(new[] { new Color(1, 2, 3, 1) }, "25000000" + "01000000" + F1 + F2 + F3 + F1);
        yield return Case(new[] { new Vector4(1, 2, 3, 1) }, "26000000" + "01000000" + F1 + F2 + F3 + F1);
    }

    private static IEnumerable<TestCaseData> Godot3()
    {
        yield return Case(default, "00000000");
        yield return Case(true, "01000000" + "01000000");
        yield return Case(7, "02000000" + "07000000");
        yield return Case(long.MinValue, "02000100" + "0000000000000080");
        yield return Case(0.5, "03000000" + "0000003f");
        yield return Case("ab", "04000000" + "02000000" + "61620000");
        yield return Case(new Vector2(1, 2), "05000000" + F1 + F2);
        yield return Case(new Rect2(new Vector2(1, 2), new Vector2(3, 1)), "06000000" + F1 + F2 + F3 + F1);
        yield return Case(new Vector3(1, 2, 3), "07000000" + F1 + F2 + F3);
        yield return Case(new Transform2D(new Vector2(1, 2), new Vector2(3, 1), new Vector2(2, 3)), "08000000" + F1 + F2 + F3 + F1 + F2 + F3);
        yield return Case(new Plane(1, 2, 3, 1), "09000000" + F1 + F2 + F3 + F1);
        yield return Case(new Quaternion(1, 2, 3, 1), "0a000000" + F1 + F2 + F3 + F1);
        yield return Case(new Aabb(new Vector3(1, 2, 3), new Vector3(3, 2, 1)), "0b000000" + F1 + F2 + F3 + F3 + F2 + F1);
        yield return Case(Rows, "0c000000" + F1 + F2 + F3 + F3 + F2 + F1 + F2 + F2 + F2);
        yield return Case(new Transform3D(Rows, new Vector3(1, 1, 1)), "0d000000" + F1 + F2 + F3 + F3 + F2 + F1 + F2 + F2 + F2 + F1 + F1 + F1);
        yield return Case(new Color(1, 2, 3, 1), "0e000000" + F1 + F2 + F3 + F1);
        yield return Case(new NodePath("/a:x"), "0f000000" + "01000080" + "01000000" + "01000000" + "01000000" + "61000000" + "01000000" + "78000000");
        yield return Case(new Rid(0), "10000000");
        yield return Case(new ObjectId(0x1122), "11000100" + "2211000000000000");
        yield return Case(new VariantDictionary { ["a"] = 1 }, "12000000" + "01000000" + "0400000001000000" + "61000000" + "0200000001000000");
        yield return Case(new VariantArray("a"), "13000000" + "01000000" + "0400000001000000" + "61000000");
        yield return Case(new byte[] { 1 }, "14000000" + "01000000" + "01000000");
        yield return Case(new[] { 1 }, "15000000" + "01000000" + "01000000");
        yield return Case(new[] { 1f }, "16000000" + "01000000" + F1);
        yield return Case(new[] { "abc" }, "17000000" + "01000000" + "04000000" + "61626300");
        yield return Case(new[] { new Vector2(1, 2) }, "18000000" + "01000000" + F1 + F2);
        yield return Case(new[] { new Vector3(1, 2, 3) }, "19000000" + "01000000" + F1 + F2 + F3);
        yield return Case(new[] { new Color(1, 2, 3, 1) }, "1a000000" + "01000000" + F1 + F2 + F3 + F1);
    }

    private static IEnumerable<TestCaseData> Short()
    {
        yield return Case(true, "81");
        yield return Case(false, "01");
        yield return Case(5, "02" + "05");
        yield return Case(-128, "02" + "80");
        yield return Case(128, "42" + "8000");
        yield return Case(-32768, "42" + "0080");
        yield return Case(32768, "82" + "00800000");
        yield return Case(1L << 31, "c2" + "0000008000000000");
        yield return Case("a", "04000000" + "01000000" + "61000000");
        yield return Case(default, "00000000");
        yield return Case(new VariantArray(1, true), "1c000000" + "02000000" + "0200000001000000" + "0100000001000000");
    }

    private static IEnumerable<TestCaseData> OnlyRead()
    {
        yield return new TestCaseData("05000100" + "000000000000f03f" + "0000000000000040", (Variant)new Vector2(1, 2)).SetArgDisplayNames("a vector of double precision");
        yield return new TestCaseData("24000100" + "01000000" + "000000000000f03f" + "000000000000f03f" + "000000000000f03f", (Variant)new[] { Vector3.One }).SetArgDisplayNames("packed vectors of double precision");
        yield return new TestCaseData("02000100" + "0100000000000000", (Variant)1).SetArgDisplayNames("a small number in 64 bits");
        yield return new TestCaseData("1c000000" + "01000080" + "00000000", (Variant)new VariantArray(default(Variant))).SetArgDisplayNames("a count with the old mark");
        yield return new TestCaseData("1d000000" + "01000000" + "07", (Variant)new byte[] { 7 }).SetArgDisplayNames("bytes without their padding");
        yield return new TestCaseData("04000000" + "04000000" + "61006263", (Variant)"a").SetArgDisplayNames("a text with a zero in it");
        yield return new TestCaseData("16000000" + "01000080" + "00000000" + "02000000" + "01000000" + "61000000" + "01000000" + "78000000", (Variant)new NodePath("a:x")).SetArgDisplayNames("a path with the old property");
        yield return new TestCaseData("1c000300" + "01000000" + "61000000" + "00000000", (Variant)new VariantArray { ElementType = new ContainerType(VariantType.Object, "a", IsScript: true) }).SetArgDisplayNames("an array of a script's objects");
    }

    private static IEnumerable<Variant> NotInGodot3() =>
    [
        new Vector2I(1, 2), new Rect2I(new Vector2I(1, 2), new Vector2I(3, 4)), new Vector3I(1, 2, 3), Vector4.One, new Vector4I(1, 2, 3, 4), new Projection(),
        Variant.StringName("a"), Variant.EmptyCallable, new SignalReference("a", 1), new[] { 1L }, new[] { 1.0 }, new[] { Vector4.One },
    ];

    private static Basis Rows => new(new Vector3(1, 2, 3), new Vector3(3, 2, 1), new Vector3(2, 2, 2));

    private static TestCaseData Case(Variant value, string bytes) => new TestCaseData(value, bytes).SetArgDisplayNames($"{value.Type} {value}");

    private static void Check(Variant value, string bytes, GodotWireVersion version)
    {
        Assert.That(Convert.ToHexStringLower(VariantMarshal.ToBytes(value, version)), Is.EqualTo(bytes));
        var reader = new VariantReader(Convert.FromHexString(bytes), version);
        Assert.That(reader.TryRead(out Variant read), Is.True);
        Assert.That(read, Is.EqualTo(value));
        Assert.That(reader.Remaining, Is.Zero);
    }
}
