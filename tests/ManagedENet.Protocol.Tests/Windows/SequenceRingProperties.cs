using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Windows;

namespace ManagedENet.Protocol.Tests.Windows;

/// <summary>Against a dictionary.</summary>
[TestFixture]
internal sealed class SequenceRingProperties
{
    private const int FreeBytes = 1024 * 8;

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool It_behaves_like_a_dictionary((byte Step, ushort Number, ushort Value)[] steps, bool near, ushort start)
    {
        var ring = new SequenceRing();
        var model = new Dictionary<ushort, int>();
        foreach ((byte step, ushort number, ushort value) in steps)
        {
            ushort key = near ? (ushort)(start + (number % 50)) : number;
            switch (step % 8)
            {
                case 0 or 1 or 2 or 3:
                    int before = ring.SizeBytes;
                    int growth = ring.GrowthFor(key);
                    ring.Set(key, value);
                    model[key] = value;
                    if (ring.SizeBytes - Math.Max(before, FreeBytes) != growth && growth != 0) return false;
                    if (growth == 0 && ring.SizeBytes != before && ring.SizeBytes > FreeBytes) return false;
                    break;
                case 4 or 5:
                    int expected = model.Remove(key, out int old) ? old : -1;
                    if (ring.Remove(key) != expected) return false;
                    break;
                case 6:
                    if (ring.Find(key) != model.GetValueOrDefault(key, -1)) return false;
                    break;
                default:
                    if (value > 60_000)
                    {
                        ring.Clear();
                        model.Clear();
                    }

                    break;
            }

            if (ring.Count != model.Count) return false;
        }

        return model.All(entry => ring.Find(entry.Key) == entry.Value);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Taking_any_empties_it(ushort[] numbers)
    {
        var ring = new SequenceRing();
        foreach (ushort number in numbers) ring.Set(number, number);
        var taken = new List<int>();
        for (int value = ring.TakeAny(); value >= 0; value = ring.TakeAny()) taken.Add(value);
        return ring.Count == 0 && taken.Order().SequenceEqual(numbers.Distinct().Select(number => (int)number).Order());
    }

    [Test]
    public void All_65536_numbers_fit_in_any_order()
    {
        var ring = new SequenceRing();
        ushort[] numbers = Enumerable.Range(0, 65_536).Select(number => (ushort)number).ToArray();
        new Random(1).Shuffle(numbers);
        foreach (ushort number in numbers) ring.Set(number, number + 1);
        Assert.That(ring.Count, Is.EqualTo(65_536));
        Assert.That(numbers.All(number => ring.Find(number) == number + 1), Is.True);
        Assert.That(ring.SizeBytes, Is.EqualTo(65_536 * 8), "it never takes more");
    }

    [Test]
    public void Numbers_close_together_take_little_room_and_clearing_gives_much_room_back()
    {
        var ring = new SequenceRing();
        for (int i = 0; i < 64; i++) ring.Set((ushort)(65_500 + i), i);
        Assert.That(ring.SizeBytes, Is.EqualTo(64 * 8));
        ring.Set(30_000, 1);
        ring.Set(62_768, 2);
        Assert.That(ring.SizeBytes, Is.GreaterThan(1024 * 8));
        ring.Clear();
        Assert.That((ring.Count, ring.SizeBytes <= 1024 * 8), Is.EqualTo((0, true)));
    }
}
