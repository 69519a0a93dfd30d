using System.Collections.Generic;

namespace ManagedENet.Godot.Scene;

/// <summary>What synchronizers of another peer sent at one time.</summary>
/// <param name="Sender">Unique id of that peer.</param>
/// <param name="IsDelta">True when only what has changed is in it; such packets arrive for sure and have no time.</param>
/// <param name="Time">A count that grows by one with each packet and wraps at 65,535; older ones are to be ignored.</param>
/// <param name="States">One entry for each synchronizer.</param>
public sealed record SyncPacket(int Sender, bool IsDelta, ushort Time, IReadOnlyList<SyncState> States);
