using System;

namespace ManagedENet.Transports;

/// <summary>
/// Which of several shards a remote belongs to: the same for all of its datagrams, and for no two starts of a host alike, so that nobody can choose the shard he burdens. The kernel computes just this for each datagram
/// where it divides a port itself.
/// </summary>
// Requirement: SHD-001
internal readonly struct PortSteering
{
    /// <summary>Each word is mixed in with it; odd, so that nothing is lost.</summary>
    public const uint Multiplier = 0x9E37_79B1;

    /// <summary>And the upper bits with the lower ones, of which the remainder is taken.</summary>
    public const int Shift = 15;

    /// <summary>Divides remotes among shards.</summary>
    /// <param name="shards">How many there are.</param>
    /// <param name="key">What nobody else knows.</param>
    public PortSteering(int shards, uint key)
    {
        Shards = shards;
        Key = key;
    }

    /// <summary>How many there are.</summary>
    public int Shards { get; }

    /// <summary>What nobody else knows.</summary>
    public uint Key { get; }

    /// <summary>The shard of this remote.</summary>
    public int Of(in ENetAddress remote)
    {
        uint mixed = Key;
        if (remote.IsIPv4)
        {
            mixed = Mix(mixed, remote.IPv4);
        }
        else
        {
            mixed = Mix(mixed, (uint)(remote.High >> 32));
            mixed = Mix(mixed, (uint)remote.High);
            mixed = Mix(mixed, (uint)(remote.Low >> 32));
            mixed = Mix(mixed, (uint)remote.Low);
        }

        // Once more: the ports of a network are often one after another, and mixed once twenty of them would now and then have one shard of two.
        return (int)(Mix(Mix(mixed, (uint)remote.Port), 0) % (uint)Shards);
    }

    private static uint Mix(uint mixed, uint word)
    {
        mixed = unchecked((mixed ^ word) * Multiplier);
        return mixed ^ (mixed >> Shift);
    }
}
