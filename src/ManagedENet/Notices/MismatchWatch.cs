using System;

namespace ManagedENet.Internal;

/// <summary>
/// Counts suspicious drops by kind and address, and says when it is time to tell: once for each, and never more often than a log bears. Its memory is bounded
/// whatever arrives, and is not taken before something suspicious has.
/// </summary>
internal sealed class MismatchWatch
{
    /// <summary>A single strange datagram is noise; whoever wants to connect repeats itself.</summary>
    public const int TellAfter = 3;

    private const int Places = 32;
    private const int NoticesPerMinute = 30;
    private const long MinuteUs = 60_000_000;

    private Entry[] _entries = Array.Empty<Entry>();
    private int _used;
    private long _minuteStartUs;
    private int _toldInMinute;
    private long _leftOut;

    /// <summary>Counts one. True when it is to be told now: it has been seen <paramref name="tellAfter"/> times, and was not told before.</summary>
    public bool Note(ENetNoticeKind kind, in ENetAddress address, long nowUs, int tellAfter, out long count)
    {
        ref Entry entry = ref FindOrMake(kind, address);
        entry.LastUs = nowUs;
        count = ++entry.Count;
        if (entry.IsTold || count < tellAfter) return false;
        entry.IsTold = MayTell(nowUs);
        // What is left out counts once, and not when it is told after all.
        if (!entry.IsTold && !entry.IsLeftOut) _leftOut++;
        if (entry.IsTold && entry.IsLeftOut && _leftOut > 0) _leftOut--;
        entry.IsLeftOut = !entry.IsTold;
        return entry.IsTold;
    }

    /// <summary>How many were left out since this was asked last.</summary>
    public long TakeLeftOut()
    {
        long leftOut = _leftOut;
        _leftOut = 0;
        return leftOut;
    }

    /// <summary>Something has changed at this address: what is wrong from now on is told again.</summary>
    public void Forget(in ENetAddress address)
    {
        for (int i = _used - 1; i >= 0; i--)
        {
            if (_entries[i].IsOf(address)) _entries[i] = _entries[--_used];
        }
    }

    // Senders can be forged, so a flood may show ever new addresses.
    private bool MayTell(long nowUs)
    {
        if (nowUs - _minuteStartUs >= MinuteUs)
        {
            _minuteStartUs = nowUs;
            _toldInMinute = 0;
        }

        if (_toldInMinute == NoticesPerMinute) return false;
        _toldInMinute++;
        return true;
    }

    private ref Entry FindOrMake(ENetNoticeKind kind, in ENetAddress address)
    {
        int oldest = 0;
        for (int i = 0; i < _used; i++)
        {
            if (_entries[i].Kind == kind && _entries[i].IsOf(address)) return ref _entries[i];
            if (_entries[i].LastUs < _entries[oldest].LastUs) oldest = i;
        }

        if (_entries.Length == 0) _entries = new Entry[Places];
        int place = _used < Places ? _used++ : oldest;
        _entries[place] = new Entry(kind, address);
        return ref _entries[place];
    }

    private struct Entry
    {
        public readonly ENetNoticeKind Kind;
        public long Count;
        public long LastUs;
        public bool IsTold;
        public bool IsLeftOut;
        private readonly ENetAddress _address;

        public Entry(ENetNoticeKind kind, in ENetAddress address)
        {
            Kind = kind;
            _address = address;
            Count = 0;
            LastUs = 0;
            IsTold = false;
            IsLeftOut = false;
        }

        // Whatever the port; and an IPv6 network of 64 bits is one machine's to choose from.
        public readonly bool IsOf(in ENetAddress address)
            => address.IsIPv4 || _address.IsIPv4 ? _address.HasSameHost(address) : _address.High == address.High;
    }
}
