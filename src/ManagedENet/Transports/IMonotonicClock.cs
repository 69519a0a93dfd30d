namespace ManagedENet.Transports;

/// <summary>
/// The time a host lives by. Pass your own to <see cref="ENetHost(IDatagramTransport, ENetHostOptions, IMonotonicClock)"/> to run a host on virtual time.
/// Stands for <c>enet_time_get</c>, which reads the wall clock on Unix and suffers when that is set.
/// </summary>
public interface IMonotonicClock
{
    /// <summary>Milliseconds since any fixed moment. Should never decrease; a host holds its last value when it does.</summary>
    long NowMs { get; }
}
