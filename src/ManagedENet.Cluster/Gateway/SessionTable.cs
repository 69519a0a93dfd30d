using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using ManagedENet.Cluster.Directory;

namespace ManagedENet.Cluster.Gateway;

/// <summary>Who is at this gateway, and in which groups. Changes are made one at a time; those who send look without a lock.</summary>
/// <remarks>
/// <code>
///   player ──▶ session ──▶ connection
///                ▲
///   group  ──▶ [ sessions ]      an array that is replaced as a whole: a broadcast goes through one that does not change
/// </code>
/// </remarks>
internal sealed class SessionTable
{
    private readonly object _lock = new();
    private readonly ConcurrentDictionary<PlayerId, ENetSession> _sessions = new();
    private readonly ConcurrentDictionary<string, ENetSession[]> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<PlayerId, PendingClaim> _claims = [];
    private GatewayId _gateway;
    private long _version;

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>All sessions, at some time.</summary>
    public ENetSession[] All => [.. _sessions.Values];

    /// <summary>How many players are in each group.</summary>
    public ENetGroupCount[] Counts
    {
        get
        {
            lock (_lock) return [.. _groups.Select(group => CountOf(group.Key, group.Value.Length))];
        }
    }

    /// <summary>From now on sessions of this gateway may enter, and those of the former one, which are returned, are gone.</summary>
    public ENetSession[] BeginAs(GatewayId gateway)
    {
        lock (_lock)
        {
            _gateway = gateway;
            ENetSession[] gone = All;
            _sessions.Clear();
            _groups.Clear();
            return gone;
        }
    }

    /// <summary>A claim for a player is under way: what is said of its session before it is here is remembered.</summary>
    public void BeginClaim(PlayerId player)
    {
        lock (_lock)
        {
            if (!_claims.TryGetValue(player, out PendingClaim? claim)) _claims[player] = claim = new PendingClaim();
            claim.Count++;
        }
    }

    /// <summary>It is not any more.</summary>
    public void EndClaim(PlayerId player)
    {
        lock (_lock)
        {
            if (--_claims[player].Count == 0) _claims.Remove(player);
        }
    }

    /// <summary>A session begins. False when it is over already: the player is elsewhere meanwhile, or this gateway is another one now.</summary>
    public bool TryEnter(ENetSession session, IEnumerable<string> groups, out ENetSession? older, out ENetGroupCount[] changed)
    {
        lock (_lock)
        {
            (older, changed) = (null, []);
            long endedUpTo = _claims.TryGetValue(session.Player, out PendingClaim? claim) ? claim.EndedUpTo : 0;
            if (session.Gateway != _gateway || session.Generation <= endedUpTo) return false;
            if (_sessions.TryGetValue(session.Player, out ENetSession? present) && present.Generation > session.Generation) return false;
            List<ENetGroupCount> counts = [];
            if (present is not null)
            {
                older = present;
                Remove(present, counts);
            }

            _sessions[session.Player] = session;
            foreach (string group in groups)
            {
                if (session.Groups.Add(group)) counts.Add(Add(group, session));
            }

            changed = [.. counts];
            return true;
        }
    }

    /// <summary>Takes a session out. False when it is not here: then whoever has taken it out has done the rest.</summary>
    public bool TryRemove(ENetSession session, out ENetGroupCount[] changed)
    {
        lock (_lock)
        {
            changed = [];
            if (!IsPresent(session)) return false;
            List<ENetGroupCount> counts = [];
            Remove(session, counts);
            changed = [.. counts];
            return true;
        }
    }

    /// <summary>Takes a session out by its number. One that is not here yet will not come in.</summary>
    public bool TryRemove(PlayerId player, long generation, [NotNullWhen(true)] out ENetSession? session, out ENetGroupCount[] changed)
    {
        lock (_lock)
        {
            changed = [];
            if (_claims.TryGetValue(player, out PendingClaim? claim)) claim.EndedUpTo = Math.Max(claim.EndedUpTo, generation);
            return _sessions.TryGetValue(player, out session) && session.Generation == generation && TryRemove(session, out changed);
        }
    }

    /// <summary>Puts a player into a group or takes them out; null when the session is not here.</summary>
    public ENetGroupCount? SetMember(PlayerId player, long generation, string group, bool isMember)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(player, out ENetSession? session) || session.Generation != generation) return null;
            if (isMember ? session.Groups.Add(group) : session.Groups.Remove(group)) return isMember ? Add(group, session) : Take(group, session);
            return CountOf(group, MembersOf(group).Length);
        }
    }

    /// <summary>Puts a player into exactly these groups, unless theirs have changed since that was asked for; what has changed by it.</summary>
    public ENetGroupCount[] SetGroups(ENetSession session, IReadOnlyCollection<string> groups, IReadOnlyCollection<string> former)
    {
        lock (_lock)
        {
            if (!IsPresent(session) || !session.Groups.SetEquals(former)) return [];
            return
            [
                .. session.Groups.Except(groups, StringComparer.Ordinal).ToArray().Where(session.Groups.Remove).Select(group => Take(group, session)),
                .. groups.Where(session.Groups.Add).Select(group => Add(group, session)),
            ];
        }
    }

    /// <summary>The groups of a player, at some time.</summary>
    public string[] GroupsOf(ENetSession session)
    {
        lock (_lock) return [.. session.Groups];
    }

    /// <summary>The session of a player; null when there is none here.</summary>
    public ENetSession? Find(PlayerId player) => _sessions.GetValueOrDefault(player);

    /// <summary>True while a session is in the table.</summary>
    public bool IsPresent(ENetSession session) => _sessions.TryGetValue(session.Player, out ENetSession? present) && present == session;

    /// <summary>Those who are in a group. The array does not change.</summary>
    public ENetSession[] MembersOf(string group) => _groups.GetValueOrDefault(group) ?? [];

    private void Remove(ENetSession session, List<ENetGroupCount> counts)
    {
        _sessions.TryRemove(session.Player, out _);
        foreach (string group in session.Groups) counts.Add(Take(group, session));
        session.Groups.Clear();
    }

    private ENetGroupCount Add(string group, ENetSession session)
    {
        ENetSession[] members = [.. MembersOf(group), session];
        _groups[group] = members;
        return CountOf(group, members.Length);
    }

    private ENetGroupCount Take(string group, ENetSession session)
    {
        ENetSession[] members = Array.FindAll(MembersOf(group), member => member != session);
        if (members.Length == 0) _groups.TryRemove(group, out _);
        else _groups[group] = members;
        return CountOf(group, members.Length);
    }

    private ENetGroupCount CountOf(string group, int players) => new(group, players, ++_version);

    private sealed class PendingClaim
    {
        public int Count { get; set; }

        public long EndedUpTo { get; set; }
    }
}
