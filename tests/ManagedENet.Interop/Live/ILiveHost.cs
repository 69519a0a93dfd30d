using System;
using System.Diagnostics.CodeAnalysis;

namespace ManagedENet.Interop.Live;

/// <summary>A host of either implementation, on its own socket of 127.0.0.1.</summary>
internal interface ILiveHost : IDisposable
{
    Implementation Implementation { get; }

    /// <summary>The port others connect to; meaningful for a bound host.</summary>
    int Port { get; }

    /// <summary>One service call that waits at most so many milliseconds. False when nothing happened.</summary>
    bool TryService(int timeoutMs, [NotNullWhen(true)] out LiveEvent? happened);

    ILivePeer Connect(int port, int channelCount, uint data);

    void Flush();

    void BandwidthLimit(uint incoming, uint outgoing);
}
