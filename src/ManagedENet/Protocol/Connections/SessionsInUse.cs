namespace ManagedENet.Protocol.Connections;

/// <summary>The session ids that other connections with the same end use. The default value is none.</summary>
internal struct SessionsInUse
{
    /// <summary>Those we expect in what they send to us.</summary>
    public SessionSet Incoming;

    /// <summary>Those we put into what we send to them.</summary>
    public SessionSet Outgoing;

    /// <summary>Notes the ids of a connection that began before those that were noted.</summary>
    public void Note(Connection connection)
    {
        Incoming.Note(connection.IncomingSessionId);
        Outgoing.Note(connection.OutgoingSessionId);
    }
}
