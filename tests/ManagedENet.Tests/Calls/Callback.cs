namespace ManagedENet.Tests.Calls;

/// <summary>From where a host calls its application.</summary>
public enum Callback
{
    OnConnect,
    OnReceive,
    OnDisconnect,
    OnWritable,
    Notice,
    Approve,
    Intercept,
    ImpairmentObserver,
}
