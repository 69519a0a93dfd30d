using System.Collections.Generic;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Whom an address belongs to, whatever the port: an IPv4 address, or an IPv6 network of 64 bits.</summary>
internal readonly record struct AddressKey(ulong High, ulong Low)
{
    /// <summary>That of an address.</summary>
    // Requirement: LIM-013
    public static AddressKey Of(in ENetAddress address) => address.IsIPv4 ? new AddressKey(0, address.Low) : new AddressKey(address.High, 0);

    /// <summary>Tells them apart in a table, by a hash with a secret.</summary>
    public sealed class Comparer : IEqualityComparer<AddressKey>
    {
        private readonly KeyedHash _hash;

        public Comparer(KeyedHash hash) => _hash = hash;

        /// <inheritdoc/>
        public bool Equals(AddressKey one, AddressKey other) => one.Equals(other);

        /// <inheritdoc/>
        public int GetHashCode(AddressKey key) => unchecked((int)_hash.Of(key.High, key.Low, 0, 0));
    }
}
