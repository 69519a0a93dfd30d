using System;
using System.IO;

namespace ManagedENet.Internal;

/// <summary>Why a direction of a stream is over before its end. Each who hears of it gets an exception of his own.</summary>
internal sealed class StreamEnding
{
    private readonly byte _channel;
    private readonly uint _code;
    private readonly bool _isRemote;
    private readonly ENetEnding? _connection;

    private StreamEnding(byte channel, uint code, bool isRemote, bool isStop, ENetEnding? connection)
    {
        _channel = channel;
        _code = code;
        _isRemote = isRemote;
        _connection = connection;
        IsAbort = connection is null && !isStop;
    }

    /// <summary>What was received and not read is no longer wanted.</summary>
    public bool IsAbort { get; }

    /// <summary>One of both ends has aborted it.</summary>
    public static StreamEnding Aborted(byte channel, uint code, bool isRemote) => new(channel, code, isRemote, isStop: false, null);

    /// <summary>The other end does not read any more.</summary>
    public static StreamEnding Stopped(byte channel, uint code) => new(channel, code, isRemote: true, isStop: true, null);

    /// <summary>The connection is over.</summary>
    public static StreamEnding Disconnected(byte channel, ENetEnding ending) => new(channel, 0, isRemote: false, isStop: false, ending);

    /// <summary>The exception for one who hears of it.</summary>
    public IOException ToException()
    {
        if (_connection is { } ending) return new IOException($"The connection has ended ({ending}) before the stream on its channel {_channel}.", new ENetDisconnectedException(ending));
        string what = !IsAbort ? "The other end does not read the stream any more" : _isRemote ? "The other end has aborted the stream" : "This end has aborted the stream";
        return new ENetStreamAbortedException($"{what} on channel {_channel}, with code {WordOf(_code)}.", _code, _isRemote);
    }

    private static string WordOf(uint code) => code switch
    {
        ENetStreamAbortCode.NotWanted => "NotWanted: nobody reads it",
        ENetStreamAbortCode.WriterFailed => "WriterFailed: the writer has not come to its end",
        ENetStreamAbortCode.UnknownKind => "UnknownKind: open a stream at both ends, framed or raw as the other one",
        ENetStreamAbortCode.Malformed => "Malformed: open a stream at both ends, framed or raw as the other one",
        ENetStreamAbortCode.NotReliable => "NotReliable: send nothing else on this channel",
        ENetStreamAbortCode.CreditExceeded => "CreditExceeded",
        ENetStreamAbortCode.CreditOverflow => "CreditOverflow",
        ENetStreamAbortCode.DataAfterEnd => "DataAfterEnd",
        _ => $"{code}",
    };
}
