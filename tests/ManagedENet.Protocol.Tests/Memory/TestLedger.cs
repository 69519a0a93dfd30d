using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Tests.Memory;

/// <summary>A side of a ledger that refuses nothing, for what is not about limits.</summary>
internal static class TestLedger
{
    public static LedgerSide Open(BlockHolder holder = BlockHolder.Incoming) => new(holder, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, 4_095);
}
