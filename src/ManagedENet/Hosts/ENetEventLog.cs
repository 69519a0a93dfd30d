using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet;

/// <summary>
/// What the senders of a host did, to see why a connection is slow: datagrams, acknowledgements, losses with their reasons, round trips, window, pace
/// (<see cref="ENetHostOptions.EventLog"/>). It holds the newest entries, as many as it was made for; older ones give way. The host writes without a lock and without allocating; any thread
/// may read at any time, several at once take turns, and what is read is gone for the others. It stays readable after the host is disposed.
/// </summary>
/// <example><code>
/// var log = new ENetEventLog(100_000);
/// using ENetHost server = ENetHost.Bind(endPoint, new ENetHostOptions { EventLog = log });
/// // ... later, on whatever thread:
/// using StreamWriter file = File.CreateText("server.qlog");
/// log.WriteTo(file);
/// </code></example>
public sealed class ENetEventLog : ILogTarget
{
    /// <summary>The most entries that a log may have: 16,777,216, which take 1.2 GB.</summary>
    public const int MaximumCapacity = 1 << 24;

    // One more than may be read: the place that the host may be writing to is nobody's.
    private readonly ENetLogEntry[] _entries;
    private readonly object _reading = new();
    private int _place;
    private long _written;
    private long _read;
    private long _missed;
    private int _isClaimed;

    /// <summary>Makes an empty log.</summary>
    /// <param name="capacity">Entries that it holds, 1 to 16,777,216. Each takes 72 bytes, all of them from now on; a busy connection makes some for every datagram.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not in that range.</exception>
    public ENetEventLog(int capacity)
    {
        if (capacity is < 1 or > MaximumCapacity)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A log holds between 1 and 16,777,216 entries; 100,000 are some seconds of a fast connection.");
        Capacity = capacity;
        _entries = new ENetLogEntry[capacity + 1];
    }

    /// <summary>Entries that it holds.</summary>
    public int Capacity { get; }

    /// <summary>Entries that the host has written so far. May be asked by any thread.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>
    /// Entries that nobody has read and nobody can read any more, because newer ones took their place; as of the last call that read. May be asked by any thread.
    /// </summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Takes the oldest entry that nobody has taken. False when there is none.</summary>
    /// <param name="entry">A copy of it.</param>
    public bool TryRead(out ENetLogEntry entry)
    {
        lock (_reading) return TryTake(out entry);
    }

    /// <summary>Takes as many entries as there are and fit, the oldest first.</summary>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many that were.</returns>
    public int Drain(Span<ENetLogEntry> destination)
    {
        int count = 0;
        lock (_reading)
        {
            while (count < destination.Length && TryTake(out destination[count])) count++;
        }

        return count;
    }

    /// <summary>
    /// Takes all entries that are there and writes them as lines of JSON, each an event with the names of qlog (<c>recovery:packet_lost</c>): times in milliseconds since the host was
    /// made, sizes in bytes, <c>group_id</c> as slot and connect id. The first line says what the file is.
    /// </summary>
    /// <param name="writer">Where they go; it is not disposed.</param>
    /// <returns>How many entries that were.</returns>
    /// <exception cref="ArgumentNullException">There is no writer.</exception>
    public long WriteTo(TextWriter writer)
    {
        if (writer is null) throw new ArgumentNullException(nameof(writer));
        var lines = new EventLogLines(writer);
        lines.WriteHeader();
        // What is written while this runs is for the next call: a host that is fast must not keep it busy for ever.
        long count = 0;
        for (long most = Written; count < most && TryRead(out ENetLogEntry entry); count++) lines.Write(entry);
        return count;
    }

    /// <summary>Writes entries that were taken before, as <see cref="WriteTo"/> does.</summary>
    /// <param name="writer">Where they go; it is not disposed.</param>
    /// <param name="entries">The entries, the oldest first.</param>
    /// <exception cref="ArgumentNullException">There is no writer, or there are no entries.</exception>
    public static void Write(TextWriter writer, IEnumerable<ENetLogEntry> entries)
    {
        if (writer is null) throw new ArgumentNullException(nameof(writer));
        if (entries is null) throw new ArgumentNullException(nameof(entries));
        var lines = new EventLogLines(writer);
        lines.WriteHeader();
        foreach (ENetLogEntry entry in entries) lines.Write(entry);
    }

    // Requirement: CGC-064
    void ILogTarget.Add(in ENetLogEntry entry)
    {
        _entries[_place] = entry;
        _place = _place == Capacity ? 0 : _place + 1;
        // A full fence: the entry is seen before its number, and the next one is not begun before that.
        Interlocked.Exchange(ref _written, _written + 1);
    }

    /// <summary>Makes it the log of one host.</summary>
    /// <exception cref="InvalidOperationException">Another host has it.</exception>
    // Requirement: CGC-066
    internal void Claim()
    {
        if (Interlocked.Exchange(ref _isClaimed, 1) == 0) return;
        throw new InvalidOperationException("This ENetEventLog belongs to another host, whose thread writes into it. Make a new one for each host.");
    }

    // The host may overtake a reader at any moment. Whatever was copied counts only if its place was not the next to be written by then.
    // Requirement: CGC-064
    private bool TryTake(out ENetLogEntry entry)
    {
        while (true)
        {
            long written = Volatile.Read(ref _written);
            if (written - _read > Capacity) Skip(written - Capacity);
            if (_read == written) break;
            entry = _entries[_read % _entries.Length];
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _written) - _read > Capacity) continue;
            _read++;
            return true;
        }

        entry = default;
        return false;
    }

    private void Skip(long to)
    {
        Volatile.Write(ref _missed, _missed + to - _read);
        _read = to;
    }
}
