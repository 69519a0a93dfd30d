using System;

namespace ManagedENet.Interop.Network;

/// <summary>What lies between a client and a server when it is more than loopback.</summary>
internal interface ILink : IDisposable
{
    /// <summary>The port that the client connects to.</summary>
    int Port { get; }

    /// <summary>Moves what is due. True when something moved.</summary>
    bool Service();
}
