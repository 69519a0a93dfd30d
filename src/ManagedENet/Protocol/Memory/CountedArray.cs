using System;

namespace ManagedENet.Protocol.Memory;

/// <summary>Arrays of objects that belong to one connection: the ledger is asked before they grow, and nothing is counted when memory runs out.</summary>
internal static class CountedArray
{
    private const long PlaceBytes = 8;

    /// <summary>Bytes of an array with so many places; none for no array.</summary>
    public static long BytesOf(int places) => places == 0 ? 0 : ObjectBytes.Array(places * PlaceBytes);

    /// <summary>Makes room for a place, at least doubling; false, and nothing was done, when the ledger refuses it.</summary>
    /// <param name="places">The array, or null for none.</param>
    /// <param name="place">The place that is needed.</param>
    /// <param name="most">Places that there can be.</param>
    /// <param name="ledger">Is asked.</param>
    /// <param name="account">Who is responsible.</param>
    // Requirement: LIM-012
    public static bool TryReach<T>(ref T?[]? places, int place, int most, LedgerSide ledger, ref Account account)
        where T : class
    {
        int length = places?.Length ?? 0;
        if (place < length) return true;
        int grown = Math.Min(Math.Max(place + 1, length * 2), most);
        long growth = BytesOf(grown) - BytesOf(length);
        if (!ledger.TryGrow(ref account, growth, Claim.Next)) return false;
        try
        {
            Array.Resize(ref places, grown);
        }
        catch
        {
            ledger.Shrink(ref account, growth);
            throw;
        }

        return true;
    }
}
