namespace ManagedENet.Interop.Live;

/// <summary>An end of a connection.</summary>
public enum End
{
    Server,
    Client,
}
