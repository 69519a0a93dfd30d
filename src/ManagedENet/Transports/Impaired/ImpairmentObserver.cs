using System;

namespace ManagedENet.Transports;

/// <summary>Is told what becomes of a datagram in an <see cref="ImpairedTransport"/>, at the moment that is decided: when it is sent or received.</summary>
/// <param name="isOutgoing">True for a datagram that is sent, false for one that was received.</param>
/// <param name="other">The destination or the sender.</param>
/// <param name="datagram">The datagram before anything is done to it; valid until the call returns.</param>
/// <param name="fate">What becomes of it.</param>
public delegate void ImpairmentObserver(bool isOutgoing, in ENetAddress other, ReadOnlySpan<byte> datagram, ImpairmentFate fate);
