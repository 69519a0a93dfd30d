namespace ManagedENet;

/// <summary>Tells what became of a packet (<see cref="ENetSendOptions.Receipt"/>).</summary>
/// <param name="Id">The number that the packet was sent with.</param>
/// <param name="State">What became of it.</param>
public readonly record struct ENetReceipt(ulong Id, ENetReceiptState State);
