using System.Threading;

namespace ManagedENet.Internal;

/// <summary>What one of several hosts at a port has left of its slots, as the others see it, and whom it has sent away while they had some.</summary>
internal sealed class ShardRoom
{
    private readonly ENetHost _host;
    private int _freeSlots;
    private long _seenFull;
    private long _fullWhileOthersHadRoom;

    public ShardRoom(ENetHost host)
    {
        _host = host;
        _freeSlots = host.Options.PeerLimit;
    }

    /// <summary>Those who were sent away because this host was full, while another one had room.</summary>
    public long FullWhileOthersHadRoom => Volatile.Read(ref _fullWhileOthersHadRoom);

    /// <summary>The thread of the host: a service call is over, or waits.</summary>
    public void Note(ShardRoom[] all)
    {
        int free = _host.Options.PeerLimit - _host.Core.TakenSlots;
        // Written only where it changes, after almost none of the calls: others read it, and may have what lies beside it.
        if (free != _freeSlots) Volatile.Write(ref _freeSlots, free);
        long full = _host.Core.Counters[DropReason.HostFull];
        if (full == _seenFull) return;
        long more = full - _seenFull;
        _seenFull = full;
        int elsewhere = FreeSlotsBeside(all);
        if (_freeSlots > 0 || elsewhere == 0) return;
        Volatile.Write(ref _fullWhileOthersHadRoom, _fullWhileOthersHadRoom + more);
        _host.NoteShardFull(_host.Place.Number, _host.ConnectedPeerCount, elsewhere, _fullWhileOthersHadRoom);
    }

    private int FreeSlotsBeside(ShardRoom[] all)
    {
        int free = 0;
        foreach (ShardRoom room in all)
        {
            if (room != this) free += Volatile.Read(ref room._freeSlots);
        }

        return free;
    }
}
