using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>What one peer has received: packets in order for the application, what waits behind a gap, and the account of all of it.</summary>
internal partial struct Inbox
{
    /// <summary>Incomplete reliable packets one peer may have at a time.</summary>
    // Requirement: LIM-016
    public const int AssemblyLimit = 256;

    private SlabList _delivered;
    private long _heldBytes;
    private int _held;
    private int _waitingBeyond;
    private ushort _assemblies;
    private ushort _unreliableAssemblies;

    /// <summary>What the peer's received data takes.</summary>
    public Account Account;

    /// <summary>An empty inbox. The default value is not one.</summary>
    public static Inbox Empty => new() { _delivered = SlabList.Empty };

    /// <summary>Payload bytes that wait, as native counts them against the maximum waiting data.</summary>
    public long WaitingBytes { get; private set; }

    /// <summary>Incomplete reliable packets.</summary>
    public readonly int Assemblies => _assemblies;

    /// <summary>Incomplete unreliable packets.</summary>
    public readonly int UnreliableAssemblies => _unreliableAssemblies;

    /// <summary>True when the application has taken everything that was in order.</summary>
    public readonly bool IsDrained => _delivered.IsEmpty;

    /// <summary>True when the bytes that wait have reached their limit.</summary>
    // Requirement: LIM-011
    public readonly bool IsFull(ReceptionStores stores) => WaitingBytes >= stores.MaximumWaitingBytes;

    /// <summary>True when nothing more may wait behind a gap.</summary>
    // Requirement: LIM-011, DEV-076
    public readonly bool IsFullBehind(ReceptionStores stores) => IsFull(stores) || _heldBytes >= stores.MaximumHeldBytes;

    /// <summary>Puts a packet that is next into the application's queue; false when there is no room for it.</summary>
    public bool TryQueue(ReadOnlySpan<byte> payload, ENetPacketFlags flags, byte channelId, ReceptionStores stores)
    {
        bool goesBeyond = IsFull(stores);
        if (goesBeyond && !MayGoBeyond(payload.Length)) return false;
        Slab<IncomingCommand> slab = stores.Commands;
        if (!slab.HasRoom) slab.TryReserve(1, Claim.Next);
        PacketBlock? block = stores.Pool.TryRent(payload.Length, flags, stores.Ledger, ref Account, IncomingCommand.SizeBytes, Claim.Next);
        if (block is null) return false;
        if (goesBeyond) _waitingBeyond += payload.Length;
        payload.CopyTo(block.Buffer);
        ref IncomingCommand command = ref slab.Allocate(out int index);
        Fill(ref command, block.Id, payload.Length, channelId);
        _delivered.AppendNew(slab, index, ref command);
        return true;
    }

    /// <summary>Makes an entry for a packet that waits behind a gap; -1 when there is no room for it.</summary>
    public int TryHold(ReadOnlySpan<byte> payload, ENetPacketFlags flags, byte channelId, ReceptionStores stores)
    {
        if (IsFullBehind(stores) || !stores.Commands.TryReserve(1, Claim.Behind)) return -1;
        PacketBlock? block = stores.Pool.TryRent(payload.Length, flags, stores.Ledger, ref Account, IncomingCommand.SizeBytes, Claim.Behind);
        if (block is null) return -1;
        payload.CopyTo(block.Buffer);
        ref IncomingCommand command = ref stores.Commands.Allocate(out int index);
        Fill(ref command, block.Id, payload.Length, channelId);
        Hold(ref command, block.Cost + IncomingCommand.SizeBytes);
        return index;
    }

    /// <summary>Hands an entry that is whole to the application's queue.</summary>
    public void Deliver(int index, ReceptionStores stores)
    {
        MoveUp(ref stores.Commands[index]);
        _delivered.Append(stores.Commands, index);
    }

    /// <summary>Takes the next packet for the application, who owns it from now on.</summary>
    public bool TryTake(ReceptionStores stores, out byte channelId, out ENetPacket packet)
    {
        int index = _delivered.Head;
        if (index < 0)
        {
            channelId = 0;
            packet = default;
            return false;
        }

        ref IncomingCommand command = ref _delivered.TakeFirst(stores.Commands);
        channelId = command.ChannelId;
        StopWaiting(command.WaitingBytes);
        packet = stores.Pool.Lend(stores.Pool[command.Block], stores.Ledger, ref Account, IncomingCommand.SizeBytes);
        stores.Commands.Free(index, ref command);
        return true;
    }

    /// <summary>Drops an entry that is in no list.</summary>
    public void Discard(int index, ReceptionStores stores)
    {
        ref IncomingCommand command = ref stores.Commands[index];
        MoveUp(ref command);
        StopWaiting(command.WaitingBytes);
        if (command.Assembly >= 0)
        {
            CountAssemblies(command.MayBeGivenUp, -1);
            stores.ReturnAssembly(command.Assembly, ref Account);
            stores.Ledger.ShrinkPlace(ref Account, IncomingCommand.SizeBytes);
        }
        else
        {
            stores.Pool.Release(stores.Pool[command.Block], stores.Ledger, ref Account, IncomingCommand.SizeBytes);
        }

        stores.Commands.Free(index);
    }

    /// <summary>Drops what the application has not taken.</summary>
    public void DiscardDelivered(ReceptionStores stores)
    {
        while (!_delivered.IsEmpty)
        {
            int index = _delivered.Head;
            _delivered.Remove(stores.Commands, index);
            Discard(index, stores);
        }
    }

    private void Fill(ref IncomingCommand command, int block, int bytes, byte channelId)
    {
        command.Block = block;
        command.Assembly = -1;
        command.WaitingBytes = bytes;
        command.SequenceCount = 1;
        command.ChannelId = channelId;
        WaitingBytes += bytes;
    }

    // What is next frees what waits behind a gap, on whatever channel: kept out, the one would wait for the other for ever.
    // Requirement: LIM-019, DEV-076
    private readonly bool MayGoBeyond(int bytes) => _held != 0 && _waitingBeyond + bytes <= ProtocolConstants.MaximumMtu;

    private void MoveUp(ref IncomingCommand command)
    {
        if (command.BehindBytes == 0) return;
        LedgerSide.MoveUp(ref Account, command.BehindBytes);
        command.BehindBytes = 0;
        _held--;
        _heldBytes -= command.WaitingBytes;
    }

    private void CountAssemblies(bool areUnreliable, int step)
    {
        if (areUnreliable) _unreliableAssemblies = (ushort)(_unreliableAssemblies + step);
        else _assemblies = (ushort)(_assemblies + step);
    }

    private void Hold(ref IncomingCommand command, long bytes)
    {
        command.BehindBytes = bytes;
        _held++;
        _heldBytes += command.WaitingBytes;
    }

    private void AddWaiting(ref IncomingCommand command, int bytes)
    {
        command.WaitingBytes += bytes;
        WaitingBytes += bytes;
        if (command.BehindBytes != 0) _heldBytes += bytes;
    }

    private void StopWaiting(int bytes)
    {
        WaitingBytes -= bytes;
        if (_waitingBeyond != 0) _waitingBeyond = Math.Max(_waitingBeyond - bytes, 0);
    }
}
