using System;

namespace ManagedENet.Godot.Scene;

/// <summary>Takes bytes that another peer sent.</summary>
/// <param name="sender">Its unique id.</param>
/// <param name="bytes">The bytes; valid until the call returns.</param>
public delegate void PeerPacketHandler(int sender, ReadOnlySpan<byte> bytes);
