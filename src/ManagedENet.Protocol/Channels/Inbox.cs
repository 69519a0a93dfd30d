using System;
using ManagedENet.Protocol.Buffers;

namespace ManagedENet.Protocol.Channels;

/// <summary>What one peer has received: packets in order for the application, and the account of everything kept, delivered or not.</summary>
internal struct Inbox
{
    /// <summary>Incomplete reliable packets one peer may have at a time.</summary>
    // Requirement: LIM-016
    public const int AssemblyLimit = 256;

    private SlabList _delivered;
    private MemoryBudget _budget;
    private long _tableBytes;

    /// <summary>An empty inbox. The default value is not one.</summary>
    public static Inbox Empty => new() { _delivered = SlabList.Empty };

    /// <summary>Payload bytes that wait, as native counts them against the maximum waiting data.</summary>
    public long WaitingBytes { get; private set; }

    /// <summary>Bytes charged to the budget.</summary>
    public readonly long ChargedBytes => _budget.Used;

    /// <summary>Incomplete reliable packets.</summary>
    public int Assemblies { get; private set; }

    /// <summary>True when the application has taken everything that was in order.</summary>
    public readonly bool IsDrained => _delivered.IsEmpty;

    /// <summary>
    /// Makes an entry for a packet; -1 when there is no room for it. What the channel's tables grow by for it, <paramref name="tableBytes"/>, stays charged when the
    /// packet is gone: the tables do not shrink before the channel is given back.
    /// </summary>
    // Requirement: LIM-012
    public int TryKeep(ReadOnlySpan<byte> payload, ENetPacketFlags flags, byte channelId, int tableBytes, CommandStores stores)
    {
        int cost = payload.Length + MemoryBudget.CommandOverheadBytes;
        if (!_budget.TryCharge(cost + tableBytes, stores.IncomingBudget)) return -1;
        _tableBytes += tableBytes;
        int index = stores.Incoming.Allocate();
        ref IncomingCommand command = ref stores.Incoming[index];
        command.Block = stores.Pool.RentCopy(payload, flags).Id;
        command.Assembly = -1;
        command.ChargedBytes = cost;
        command.WaitingBytes = payload.Length;
        command.SequenceCount = 1;
        command.ChannelId = channelId;
        WaitingBytes += payload.Length;
        return index;
    }

    /// <summary>Makes an entry for a packet in parts; -1 when there is no room for it. For the tables, see <see cref="TryKeep"/>.</summary>
    public int TryKeepAssembly(in FragmentShape shape, byte channelId, bool mayBeGivenUp, int tableBytes, CommandStores stores)
    {
        int cost = FragmentAssembly.OverheadBytes(shape);
        if (!_budget.TryCharge(cost + tableBytes, stores.IncomingBudget)) return -1;
        _tableBytes += tableBytes;
        int index = stores.Incoming.Allocate();
        ref IncomingCommand command = ref stores.Incoming[index];
        command.Block = -1;
        command.Assembly = stores.RentAssembly();
        command.ChargedBytes = cost;
        command.SequenceCount = shape.Count;
        command.MayBeGivenUp = mayBeGivenUp;
        command.ChannelId = channelId;
        stores.Assembly(command.Assembly).Begin(shape);
        if (!mayBeGivenUp) Assemblies++;
        return index;
    }

    /// <summary>Adds a fragment to an entry; false when there is no room for it.</summary>
    // Requirement: LIM-012, DEV-058
    public bool TryAddFragment(int index, int number, ReadOnlySpan<byte> payload, CommandStores stores)
    {
        int cost = FragmentAssembly.CostOf(payload.Length);
        if (!_budget.TryCharge(cost, stores.IncomingBudget)) return false;
        ref IncomingCommand command = ref stores.Incoming[index];
        command.ChargedBytes += cost;
        command.WaitingBytes += payload.Length;
        WaitingBytes += payload.Length;
        stores.Assembly(command.Assembly).Add(number, payload, stores.Pool);
        return true;
    }

    /// <summary>Turns an entry whose parts are all there into a whole packet.</summary>
    public void Assemble(int index, ENetPacketFlags flags, CommandStores stores)
    {
        ref IncomingCommand command = ref stores.Incoming[index];
        FragmentAssembly assembly = stores.Assembly(command.Assembly);
        PacketBlock block = stores.Pool.Rent(assembly.Shape.TotalBytes, flags);
        assembly.CopyTo(block.Span);
        stores.ReturnAssembly(command.Assembly);
        command.Assembly = -1;
        command.Block = block.Id;
        if (!command.MayBeGivenUp) Assemblies--;
    }

    /// <summary>Hands an entry to the application's queue.</summary>
    public void Deliver(int index, CommandStores stores) => _delivered.Append(stores.Incoming, index);

    /// <summary>Takes the next packet for the application, who owns it from now on.</summary>
    public bool TryTake(CommandStores stores, out byte channelId, out ENetPacket packet)
    {
        int index = _delivered.Head;
        if (index < 0)
        {
            channelId = 0;
            packet = default;
            return false;
        }

        _delivered.Remove(stores.Incoming, index);
        ref IncomingCommand command = ref stores.Incoming[index];
        channelId = command.ChannelId;
        packet = new ENetPacket(stores.Pool[command.Block]);
        Settle(ref command, stores);
        stores.Incoming.Free(index);
        return true;
    }

    /// <summary>Drops an entry that is in no list.</summary>
    public void Discard(int index, CommandStores stores)
    {
        ref IncomingCommand command = ref stores.Incoming[index];
        if (command.Assembly >= 0)
        {
            stores.ReturnAssembly(command.Assembly);
            if (!command.MayBeGivenUp) Assemblies--;
        }

        if (command.Block >= 0) stores.Pool.Release(stores.Pool[command.Block]);
        Settle(ref command, stores);
        stores.Incoming.Free(index);
    }

    /// <summary>Drops what the application has not taken.</summary>
    public void DiscardDelivered(CommandStores stores)
    {
        while (!_delivered.IsEmpty)
        {
            int index = _delivered.Head;
            _delivered.Remove(stores.Incoming, index);
            Discard(index, stores);
        }
    }

    /// <summary>The channels were given back, and their tables with them.</summary>
    public void ForgetTables(CommandStores stores)
    {
        _budget.Refund(_tableBytes, stores.IncomingBudget);
        _tableBytes = 0;
    }

    private void Settle(ref IncomingCommand command, CommandStores stores)
    {
        _budget.Refund(command.ChargedBytes, stores.IncomingBudget);
        WaitingBytes -= command.WaitingBytes;
    }
}
