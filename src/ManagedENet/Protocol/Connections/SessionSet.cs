namespace ManagedENet.Protocol.Connections;

/// <summary>Which of the four session ids of one direction other connections use. Noted from the connection that began last to the one that began first.</summary>
internal struct SessionSet
{
    private const int Every = 0b1111;

    private int _used;

    /// <summary>True when no id is left.</summary>
    public readonly bool IsFull => _used == Every;

    /// <summary>True while all are free.</summary>
    public readonly bool IsEmpty => _used == 0;

    /// <summary>The id whose last use began before the last use of each other.</summary>
    public int Oldest { get; private set; }

    /// <summary>True when another connection uses this id.</summary>
    public readonly bool Holds(int session) => (_used & (1 << (session & 3))) != 0;

    /// <summary>A connection that began before those that were noted uses this id.</summary>
    public void Note(int session)
    {
        if (session > 3 || Holds(session)) return;
        _used |= 1 << session;
        Oldest = session;
    }
}
