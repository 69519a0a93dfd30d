using System;
using System.Linq;
using System.Numerics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Variants;

/// <summary>Values in a program's hands.</summary>
public sealed class VariantTests
{
    [Test]
    public void A_number_is_read_as_any_type_that_holds_it()
    {
        Variant number = 70_000;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(number.Get<int>(), Is.EqualTo(70_000));
            Assert.That(number.Get<long>(), Is.EqualTo(70_000));
            Assert.That(number.Get<double>(), Is.EqualTo(70_000));
            Assert.That(number.Get<float>(), Is.EqualTo(70_000));
            Assert.That(((Variant)(1L << 40)).TryGet(out int _), Is.False);
            Assert.That(((Variant)0.5).TryGet(out long _), Is.False);
            Assert.That(((Variant)0.5f).Get<double>(), Is.EqualTo(0.5));
            Assert.That(number.TryGet(out string _), Is.False);
            Assert.That(default(Variant).TryGet(out string _), Is.False);
            Assert.That(Variant.StringName("a").Get<string>(), Is.EqualTo("a"));
            Assert.That(number.Get<Variant>(), Is.EqualTo(number));
            Assert.That(default(Variant).TryGet(out Variant nil) && nil.IsNil, Is.True);
            Assert.That(() => number.Get<string>(), Throws.InstanceOf<InvalidCastException>());
        }
    }

    [Test]
    public void Equal_contents_are_equal_and_others_are_not()
    {
        using (Assert.EnterMultipleScope())
        {
            Variant[] equals = [new VariantArray(1, "a", new byte[] { 1 }), new VariantArray(1, "a", new byte[] { 1 })];
            Assert.That(equals[0], Is.EqualTo(equals[1]));
            Assert.That((Variant)new VariantArray(1, 2), Is.Not.EqualTo((Variant)new VariantArray(2, 1)));
            Assert.That((Variant)1, Is.Not.EqualTo((Variant)1.0));
            Assert.That((Variant)"a", Is.Not.EqualTo(Variant.StringName("a")));
            Assert.That((Variant)new[] { 1, 2 }, Is.Not.EqualTo((Variant)new[] { 1, 3 }));
        }
    }

    [Test]
    public void A_dictionary_keeps_its_order_and_finds_by_value()
    {
        var dictionary = new VariantDictionary { ["b"] = 1, ["a"] = 2, [new Vector2(1, 2)] = 3, [new Vector3I(1, 2, 3)] = 4, [new NodePath("a/b")] = 5, [7] = 6 };
        dictionary["b"] = 10;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(dictionary.Select(pair => pair.Value.Get<int>()), Is.EqualTo(new[] { 10, 2, 3, 4, 5, 6 }));
            Assert.That(dictionary[new Vector2(1, 2)], Is.EqualTo((Variant)3));
            Assert.That(dictionary[new Vector3I(1, 2, 3)], Is.EqualTo((Variant)4));
            Assert.That(dictionary[new NodePath("a/b")], Is.EqualTo((Variant)5));
            Assert.That(dictionary.TryGetValue(7.0, out _), Is.False);
            Assert.That(() => dictionary["c"], Throws.InstanceOf<System.Collections.Generic.KeyNotFoundException>());
        }
    }

    [Test]
    public void A_vector_of_not_a_number_is_found_as_a_key()
    {
        var dictionary = new VariantDictionary { [new Vector2(float.NaN, 0)] = 1, [new Vector2(float.NaN, 0)] = 2 };
        Assert.That(dictionary, Has.Count.EqualTo(1));
    }

    [TestCase("/root/Main:position:x", 2, 2, true)]
    [TestCase("a/b", 2, 0, false)]
    [TestCase("", 0, 0, false)]
    [TestCase(":x", 0, 1, false)]
    public void A_path_is_read_from_its_text(string text, int names, int subnames, bool isAbsolute)
    {
        var path = new NodePath(text);
        Assert.That((path.Names.Count, path.Subnames.Count, path.IsAbsolute, path.ToString()), Is.EqualTo((names, subnames, isAbsolute, text)));
    }
}
