namespace ManagedENet.Interop.Live;

/// <summary>Whose ENet stands on an end of a connection.</summary>
public enum Implementation
{
    /// <summary>Ours.</summary>
    Managed,

    /// <summary>The system's libenet.</summary>
    Native,
}
