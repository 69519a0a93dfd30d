using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Tests.Buffers;

[TestFixture]
internal sealed class MemoryBudgetTests
{
    [Test]
    [Property("Requirement", "LIM-012")]
    public void A_charge_must_fit_the_peer_s_limit_and_the_one_all_peers_share()
    {
        var shared = new SharedBudget(peerLimit: 100, hostLimit: 150);
        MemoryBudget one = default;
        MemoryBudget other = default;
        Assert.That(one.TryCharge(101, shared), Is.False);
        Assert.That(one.TryCharge(100, shared), Is.True, "exactly the limit fits");
        Assert.That(one.TryCharge(1, shared), Is.False);
        Assert.That(other.TryCharge(51, shared), Is.False, "the host's limit");
        Assert.That(other.TryCharge(50, shared), Is.True);
        Assert.That((one.Used, other.Used, shared.Used), Is.EqualTo((100L, 50L, 150L)));
        one.Refund(60, shared);
        Assert.That(other.TryCharge(50, shared), Is.True, "what one gives back another may take");
        one.Clear(shared);
        other.Clear(shared);
        Assert.That((one.Used, other.Used, shared.Used), Is.EqualTo((0L, 0L, 0L)));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool The_shared_count_is_always_the_sum_of_the_peers((bool First, bool Charges, ushort Bytes)[] steps)
    {
        var shared = new SharedBudget(50_000, 80_000);
        MemoryBudget one = default;
        MemoryBudget other = default;
        foreach ((bool first, bool charges, ushort bytes) in steps)
        {
            ref MemoryBudget budget = ref first ? ref one : ref other;
            if (charges)
            {
                bool fits = budget.Used + bytes <= 50_000 && shared.Used + bytes <= 80_000;
                if (budget.TryCharge(bytes, shared) != fits) return false;
            }
            else
            {
                budget.Refund(System.Math.Min(bytes, budget.Used), shared);
            }

            if (shared.Used != one.Used + other.Used) return false;
        }

        return true;
    }
}
