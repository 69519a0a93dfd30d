using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Connections;

/// <summary>
/// What the application will be told. Connects and disconnects that end a step stand in a queue of their own and come first; connections that have packets, or whose end
/// comes behind their packets, take turns: each gives one event and queues up again.
/// </summary>
internal sealed class EventQueue
{
    private readonly Ring<ConnectionEvent> _raised = new();
    private Connection? _head;
    private Connection? _tail;

    /// <summary>True when an event ended a step before everything was done, as in native.</summary>
    public bool HasRaised => _raised.Count > 0;

    /// <summary>How many of those wait.</summary>
    public int RaisedCount => _raised.Count;

    /// <summary>True when there may be an event to take.</summary>
    public bool HasAny => _raised.Count > 0 || _head is not null;

    /// <summary>Tells of a connect, or of an end that no packet stands before.</summary>
    public void Raise(in ConnectionEvent e) => _raised.Enqueue(e);

    /// <summary>Takes back what was raised of a connection that its application has ended by itself.</summary>
    public void Withdraw(Connection connection)
    {
        for (int left = _raised.Count; left > 0; left--)
        {
            ConnectionEvent e = _raised.Dequeue();
            if (e.Connection != connection) _raised.Enqueue(e);
        }
    }

    /// <summary>Puts a connection that has something to tell at the end, unless it waits already.</summary>
    // Requirement: CHN-061
    public void Add(Connection connection)
    {
        if (connection.IsQueued) return;
        connection.IsQueued = true;
        connection.PreviousQueued = _tail;
        connection.NextQueued = null;
        if (_tail is null) _head = connection;
        else _tail.NextQueued = connection;
        _tail = connection;
    }

    /// <summary>Takes a connection out, if it waits.</summary>
    public void Remove(Connection connection)
    {
        if (!connection.IsQueued) return;
        connection.IsQueued = false;
        if (connection.PreviousQueued is null) _head = connection.NextQueued;
        else connection.PreviousQueued.NextQueued = connection.NextQueued;
        if (connection.NextQueued is null) _tail = connection.PreviousQueued;
        else connection.NextQueued.PreviousQueued = connection.PreviousQueued;
        connection.PreviousQueued = null;
        connection.NextQueued = null;
    }

    /// <summary>The next event. A received packet belongs to the caller from now on.</summary>
    public bool TryTake(out ConnectionEvent e)
    {
        if (_raised.Count > 0)
        {
            e = _raised.Dequeue();
            return true;
        }

        for (Connection? connection = TakeFirst(); connection is not null; connection = TakeFirst())
        {
            if (connection.TryTakeEvent(out e)) return true;
        }

        e = default;
        return false;
    }

    /// <summary>Takes the first connection in line out, or answers null.</summary>
    public Connection? TakeFirst()
    {
        Connection? connection = _head;
        if (connection is not null) Remove(connection);
        return connection;
    }

    /// <summary>Forgets the connects and disconnects that were not taken.</summary>
    public void Clear() => _raised.Clear();
}
