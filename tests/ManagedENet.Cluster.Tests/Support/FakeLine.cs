using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Cluster.Gateway;

namespace ManagedENet.Cluster.Tests.Support;

/// <summary>A player's connection that is nothing but what was sent on it and how it ended.</summary>
internal sealed class FakeLine : IPlayerLine
{
    private readonly CancellationTokenSource _closed = new();
    private readonly List<string> _received = [];
    private uint? _told;

    public CancellationToken Closed => _closed.Token;

    public bool IsLost { get; private set; }

    /// <summary>What the line answers to messages.</summary>
    public ENetClusterSendResult Answer { get; set; }

    /// <summary>The number of the disconnect that the gateway has said goodbye with; null while it has not.</summary>
    public uint? Told
    {
        get
        {
            lock (_received) return _told;
        }
    }

    /// <summary>What has arrived: channel, flags, and bytes.</summary>
    public string[] Received
    {
        get
        {
            lock (_received) return [.. _received];
        }
    }

    public ENetClusterSendResult TrySend(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (Answer == ENetClusterSendResult.Queued)
        {
            lock (_received) _received.Add($"{channel} {flags} {System.Text.Encoding.UTF8.GetString(payload)}");
        }

        return Answer;
    }

    public void Disconnect(uint data, bool isDrained)
    {
        lock (_received) _told = data;
        _closed.Cancel();
    }

    /// <summary>The player leaves.</summary>
    public void Leave() => _closed.Cancel();

    /// <summary>The player is not heard any more.</summary>
    public void Lose()
    {
        IsLost = true;
        _closed.Cancel();
    }
}
