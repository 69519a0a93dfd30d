using System;

namespace ManagedENet;

/// <summary>The other <em>host</em> has all of a message (<see cref="ENetConnection.SendAndConfirmAsync(byte, System.ReadOnlyMemory{byte}, System.Threading.CancellationToken)"/>); whether its application has looked at it, nobody knows.</summary>
/// <param name="Elapsed">From the call to the last acknowledgement.</param>
public readonly record struct ENetDelivery(TimeSpan Elapsed);
