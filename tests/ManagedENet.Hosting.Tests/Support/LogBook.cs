using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Support;

/// <summary>A log that keeps what is written to it, and lets a test wait for an entry.</summary>
internal sealed class LogBook : ILoggerProvider
{
    private readonly List<LogEntry> _entries = [];
    private readonly List<(Func<LogEntry, bool> IsWanted, TaskCompletionSource<LogEntry> Found)> _waiting = [];

    /// <summary>What to do with each entry before it is kept: a log that throws, for example.</summary>
    public Action<LogEntry>? OnEntry { get; set; }

    public LogEntry[] Entries
    {
        get
        {
            lock (_entries) return [.. _entries];
        }
    }

    /// <summary>Those of the servers.</summary>
    public LogEntry[] OfServers => [.. Entries.Where(entry => entry.Category == typeof(ENetServer).FullName)];

    /// <summary>The first entry with this id, whether it is there or yet to come.</summary>
    public Task<LogEntry> Wait(int id, CancellationToken token) => Wait(entry => entry.Id.Id == id && entry.Category.StartsWith("ManagedENet", StringComparison.Ordinal), token);

    public Task<LogEntry> Wait(Func<LogEntry, bool> isWanted, CancellationToken token)
    {
        lock (_entries)
        {
            if (_entries.Find(entry => isWanted(entry)) is { } there) return Task.FromResult(there);
            var found = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isWanted, found));
            return found.Task.WaitAsync(token);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(LogEntry entry)
    {
        OnEntry?.Invoke(entry);
        lock (_entries)
        {
            _entries.Add(entry);
            foreach ((Func<LogEntry, bool> isWanted, TaskCompletionSource<LogEntry> found) in _waiting)
            {
                if (isWanted(entry)) found.TrySetResult(entry);
            }
        }
    }

    private sealed class Writer(LogBook book, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            book.Add(new LogEntry(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
