using System;

namespace ManagedENet.LongRuns.Runner;

/// <summary>A client and a server of this process, over sockets of the system, as one of the faces drives them.</summary>
internal interface IFace : IDisposable
{
    /// <summary>How it is called in the results.</summary>
    string Name { get; }

    /// <summary>Sends reliable messages as fast as they are taken; answers the processor time of the whole process for each, in ns.</summary>
    double Stream(int messages);

    /// <summary>Asks and waits for the echo; answers the median time of it, in µs.</summary>
    double Echo(int questions);
}
