using System;
using ManagedENet.Godot;

namespace ManagedENet.InteropPeer.GodotPeers;

/// <summary>
/// The payloads of godot_peer.py and of the Godot project: a letter, the transfer mode, a number of 16 bits, then a pattern that can be checked.
/// </summary>
internal static class GodotPayload
{
    public const byte Probe = (byte)'P';
    public const byte Echo = (byte)'E';
    public const byte Question = (byte)'Q';
    public const byte Report = (byte)'R';
    public const byte KickMe = (byte)'K';
    public const int HeaderBytes = 4;

    public static byte[] Create(byte letter, GodotTransferMode mode, int number, int length)
    {
        var payload = new byte[HeaderBytes + length];
        payload[0] = letter;
        payload[1] = (byte)mode;
        payload[2] = (byte)number;
        payload[3] = (byte)(number >> 8);
        for (int i = 0; i < length; i++) payload[HeaderBytes + i] = (byte)((i * 31) + (number * 7) + (int)mode);
        return payload;
    }

    public static bool IsGood(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return false;
        byte[] expected = Create(payload[0], (GodotTransferMode)payload[1], payload[2] | (payload[3] << 8), payload.Length - HeaderBytes);
        return payload.SequenceEqual(expected);
    }
}
