using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What an input is played to. One belongs to one thread; what an input does depends on its bytes alone and not on those before it.</summary>
internal interface IFuzzWorld
{
    /// <summary>Datagrams that all inputs so far have handed to hosts.</summary>
    long Datagrams { get; }

    /// <summary>Plays an input. What is thrown, of whatever kind, is a fault.</summary>
    void Execute(ReadOnlySpan<byte> input);
}
