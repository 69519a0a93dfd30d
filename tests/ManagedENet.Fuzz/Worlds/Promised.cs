using System;
using System.Collections.Generic;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>
/// What was sent reliably on each channel of each connection, in order, and not delivered yet. What is delivered must be the next of them, in its length and its bytes. A channel on which something
/// was sent that may be given up, or comes in another's words, is not held to that, but nothing on it may be of bytes that nobody sent.
/// </summary>
internal sealed class Promised
{
    private readonly Dictionary<(uint Connection, byte Channel, byte Mark), Queue<(int Length, byte Value)>> _sent = [];
    private readonly HashSet<(uint Connection, byte Channel, byte Mark)> _loose = [];

    public void Clear()
    {
        _sent.Clear();
        _loose.Clear();
    }

    public void Add(uint connection, byte channel, byte mark, int length, byte value)
    {
        if (!_sent.TryGetValue((connection, channel, mark), out Queue<(int, byte)>? queue)) _sent[(connection, channel, mark)] = queue = new Queue<(int, byte)>();
        queue.Enqueue((length, value));
    }

    public void Loosen(uint connection, byte channel, byte mark) => _loose.Add((connection, channel, mark));

    public void Take(uint connection, byte channel, byte mark, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (_loose.Contains((connection, channel, mark))) return;
        if (payload.Length > 0 && payload.IndexOfAnyExcept(payload[0]) >= 0) throw new FuzzException($"A packet of {payload.Length} bytes is not of one piece.");
        if (payload.Length > 0 && (payload[0] & 0x80) != mark) throw new FuzzException($"A packet on channel {channel} of connection {connection:X8}, {payload.Length} bytes of {payload[0]:X2}, is not from the other side, which marks {mark:X2}.");
        if ((flags & ENetPacketFlags.Reliable) == 0) return;
        if (!_sent.TryGetValue((connection, channel, mark), out Queue<(int Length, byte Value)>? queue) || !queue.TryDequeue(out (int Length, byte Value) next)) throw new FuzzException($"A reliable packet of {payload.Length} bytes on channel {channel} that nobody sent, or that came before.");
        if (next.Length == payload.Length && (next.Length == 0 || next.Value == payload[0])) return;
        throw new FuzzException($"On channel {channel} {next.Length} bytes of {next.Value:X2} were to come, and {payload.Length} bytes of {(payload.Length > 0 ? payload[0] : 0):X2} came.");
    }
}
