using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ManagedENet.Godot.Wire;

/// <summary>Unique ids, and what else the number of a target can mean.</summary>
internal static class PeerId
{
    /// <summary>As a target: everyone.</summary>
    public const int Everyone = 0;

    public const int Server = 1;

    /// <summary>Below it nobody but the server could be addressed.</summary>
    public const int LowestClient = 2;

    /// <summary>A random id for a client.</summary>
    public static int GenerateClient()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        int id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BinaryPrimitives.ReadInt32LittleEndian(bytes) & int.MaxValue;
        }
        while (id < LowestClient);
        return id;
    }
}
