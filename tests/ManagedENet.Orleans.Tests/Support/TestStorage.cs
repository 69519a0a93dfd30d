using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace ManagedENet.Orleans.Tests.Support;

/// <summary>A storage that outlives every silo, and that a test can take away or write to behind the back of a grain.</summary>
internal sealed class TestStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, (object State, string ETag)> _records = new();
    private readonly object _lock = new();
    private int _writes;

    public bool IsDown { get; set; }

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Another activation of every grain has written: what the present ones know is old.</summary>
    public void WriteElsewhere()
    {
        lock (_lock)
        {
            foreach (GrainId grain in _records.Keys) _records[grain] = (_records[grain].State, Guid.NewGuid().ToString());
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Pass();
        if (_records.TryGetValue(grainId, out (object State, string ETag) record)) (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)record.State, record.ETag, true);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Pass();
        lock (_lock)
        {
            Verify(grainId, grainState.ETag);
            (grainState.ETag, grainState.RecordExists) = (Guid.NewGuid().ToString(), true);
            _records[grainId] = (grainState.State!, grainState.ETag);
        }

        Interlocked.Increment(ref _writes);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Pass();
        lock (_lock)
        {
            Verify(grainId, grainState.ETag);
            (grainState.ETag, grainState.RecordExists) = (null, false);
            _records.TryRemove(grainId, out _);
        }

        return Task.CompletedTask;
    }

    private void Verify(GrainId grainId, string? tag)
    {
        string? stored = _records.TryGetValue(grainId, out (object State, string ETag) record) ? record.ETag : null;
        if (stored != tag) throw new InconsistentStateException("Somebody else has written.", stored, tag);
    }

    private void Pass()
    {
        if (IsDown) throw new IOException("The storage is away.");
    }
}
