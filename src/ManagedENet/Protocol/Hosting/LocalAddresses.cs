using System;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The addresses of this machine that datagrams have come to, each by a number of one byte, so that whoever was written to at one of them holds a byte to answer from there.
/// Number 0 leaves it to the system. A machine has few; beyond 255 the system goes on choosing.
/// </summary>
internal sealed class LocalAddresses
{
    /// <summary>Most addresses.</summary>
    public const int Most = 255;

    private const int FirstPlaces = 4;

    private ENetAddress[] _addresses = new ENetAddress[1];
    private int _count = 1;
    private int _last;

    /// <summary>Addresses so far.</summary>
    public int Count => _count - 1;

    /// <summary>The address with that number; the unset one for 0.</summary>
    public ref readonly ENetAddress this[byte number] => ref _addresses[number];

    /// <summary>The number of an address; 0 for the unset one, and for one that there is no place for.</summary>
    // Requirement: ADM-018
    public byte NumberOf(in ENetAddress address)
    {
        // Most datagrams come to the address that the one before came to.
        if (_addresses[_last] != address) _last = Find(address);
        return (byte)_last;
    }

    /// <summary>All numbers are free again; whoever holds one must have let go of it.</summary>
    public void Clear() => (_count, _last) = (1, 0);

    private int Find(in ENetAddress address)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_addresses[i] == address) return i;
        }

        if (_count > Most) return 0;
        if (_count == _addresses.Length) Grow();
        _addresses[_count] = address;
        return _count++;
    }

    private void Grow()
    {
        var addresses = new ENetAddress[Math.Min(Math.Max(_count * 2, FirstPlaces), Most + 1)];
        Array.Copy(_addresses, addresses, _count);
        _addresses = addresses;
    }
}
