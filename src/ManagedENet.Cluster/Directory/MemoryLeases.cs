using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace ManagedENet.Cluster.Directory;

/// <summary>The leases of gateways, in memory.</summary>
internal sealed class MemoryLeases
{
    // So long an id that has lost its lease is remembered, and refused, in units of the lease.
    private const int RememberedLeases = 10;

    private readonly TimeProvider _time;
    private readonly object _lock = new();
    private readonly Dictionary<GatewayId, Lease> _leases = [];

    public MemoryLeases(TimeProvider time) => _time = time;

    /// <summary>Gives a lease or goes on with it; false when this id has lost it.</summary>
    public bool TryRenew(GatewayId gateway, IENetGateway face, TimeSpan duration)
    {
        lock (_lock)
        {
            foreach (GatewayId forgotten in _leases.Where(lease => lease.Value.Remembered.IsOver(_time)).Select(static lease => lease.Key).ToArray()) _leases.Remove(forgotten);
            if (_leases.TryGetValue(gateway, out Lease? known) && known.Time.IsOver(_time)) return false;
            _leases[gateway] = new Lease(face, new LeaseTime(_time.GetTimestamp(), duration), new LeaseTime(_time.GetTimestamp(), duration * RememberedLeases));
            return true;
        }
    }

    /// <summary>Ends a lease.</summary>
    public void End(GatewayId gateway)
    {
        lock (_lock)
        {
            if (_leases.TryGetValue(gateway, out Lease? known)) _leases[gateway] = known with { Time = new LeaseTime(_time.GetTimestamp(), TimeSpan.Zero) };
        }
    }

    /// <summary>Where a gateway is called that has its lease, and what is left of it.</summary>
    public bool TryFind(GatewayId gateway, [NotNullWhen(true)] out IENetGateway? face, out TimeSpan left)
    {
        lock (_lock)
        {
            _leases.TryGetValue(gateway, out Lease? lease);
            left = lease?.Time.Left(_time) ?? TimeSpan.Zero;
            face = left > TimeSpan.Zero ? lease!.Face : null;
            return face is not null;
        }
    }

    private sealed record Lease(IENetGateway Face, LeaseTime Time, LeaseTime Remembered);
}
