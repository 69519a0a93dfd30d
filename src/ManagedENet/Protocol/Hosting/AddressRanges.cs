using System.Collections.Generic;

namespace ManagedENet.Protocol.Hosting;

/// <summary>A set of ranges of addresses. To look an address up takes a step for each length of prefix that is in use, however many ranges there are.</summary>
internal sealed class AddressRanges
{
    private const int Lengths = 129;

    private readonly HashSet<ENetAddressRange> _ranges = new();
    private readonly int[] _ofLength = new int[Lengths];
    private readonly List<int> _lengths = new();

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Adds a range; false when it is there already.</summary>
    public bool Add(in ENetAddressRange range)
    {
        if (!_ranges.Add(range)) return false;
        if (_ofLength[range.MappedPrefixBits]++ == 0) _lengths.Add(range.MappedPrefixBits);
        return true;
    }

    /// <summary>Takes a range out; false when it is not there.</summary>
    public bool Remove(in ENetAddressRange range)
    {
        if (!_ranges.Remove(range)) return false;
        if (--_ofLength[range.MappedPrefixBits] == 0) _lengths.Remove(range.MappedPrefixBits);
        return true;
    }

    /// <summary>True when an address is in one of them.</summary>
    // Requirement: ADM-012
    public bool Contains(in ENetAddress address)
    {
        foreach (int length in _lengths)
        {
            if (_ranges.Contains(ENetAddressRange.Around(address, length))) return true;
        }

        return false;
    }
}
