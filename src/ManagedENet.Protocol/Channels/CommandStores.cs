using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Diagnostics;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Protocol.Channels;

/// <summary>The memory that all peers of a host share: slabs of commands, pooled payloads, channel states and assemblies, and the budgets over them.</summary>
internal sealed class CommandStores
{
    private const int InitialCommands = 64;
    private const int RetainedObjects = 1024;

    private FragmentAssembly?[] _assemblies = new FragmentAssembly?[16];
    private int[] _freeAssemblies = new int[16];
    private int _freeAssemblyCount;
    private int _assemblyCount;

    public CommandStores(SharedBudget incoming, SharedBudget outgoing, HostCounters counters, long retainedBytes)
    {
        IncomingBudget = incoming;
        OutgoingBudget = outgoing;
        Counters = counters;
        Pool = new PacketPool(retainedBytes);
    }

    public PacketPool Pool { get; }

    public Slab<OutgoingCommand> Outgoing { get; } = new(InitialCommands);

    /// <summary>Short payloads of outgoing commands, under the numbers of the commands.</summary>
    public PayloadCells Cells { get; } = new();

    public Slab<IncomingCommand> Incoming { get; } = new(InitialCommands);

    public SharedBudget IncomingBudget { get; }

    public SharedBudget OutgoingBudget { get; }

    public HostCounters Counters { get; }

    /// <summary>Native's way: of the incomplete unreliable packets of a channel, only the newest two stay.</summary>
    public bool TwoIncompletePacketsStay { get; init; }

    public ObjectPool<ChannelSender> Senders { get; } = new DefaultObjectPool<ChannelSender>(new DefaultPooledObjectPolicy<ChannelSender>(), RetainedObjects);

    public ObjectPool<ChannelReceiver> Receivers { get; } = new DefaultObjectPool<ChannelReceiver>(new DefaultPooledObjectPolicy<ChannelReceiver>(), RetainedObjects);

    private ObjectPool<FragmentAssembly> AssemblyPool { get; } =
        new DefaultObjectPool<FragmentAssembly>(new DefaultPooledObjectPolicy<FragmentAssembly>(), RetainedObjects);

    /// <summary>Room to sort held packets in; grows to the largest group ever held.</summary>
    public int[] SortItems { get; private set; } = new int[64];

    /// <summary>See <see cref="SortItems"/>.</summary>
    public ushort[] SortKeys { get; private set; } = new ushort[64];

    /// <summary>The assembly under this number.</summary>
    public FragmentAssembly Assembly(int id) => _assemblies[id]!;

    /// <summary>Takes an assembly from the pool and gives it a number.</summary>
    public int RentAssembly()
    {
        int id;
        if (_freeAssemblyCount > 0)
        {
            id = _freeAssemblies[--_freeAssemblyCount];
        }
        else
        {
            id = _assemblyCount++;
            if (id == _assemblies.Length)
            {
                Array.Resize(ref _assemblies, id * 2);
                Array.Resize(ref _freeAssemblies, id * 2);
            }
        }

        _assemblies[id] = AssemblyPool.Get();
        return id;
    }

    /// <summary>Gives an assembly and what it holds back.</summary>
    public void ReturnAssembly(int id)
    {
        FragmentAssembly assembly = _assemblies[id]!;
        assembly.Clear(Pool);
        AssemblyPool.Return(assembly);
        _assemblies[id] = null;
        _freeAssemblies[_freeAssemblyCount++] = id;
    }

    /// <summary>Makes room to sort this many.</summary>
    public void EnsureSortCapacity(int count)
    {
        if (count <= SortItems.Length) return;
        int capacity = Math.Max(count, SortItems.Length * 2);
        int[] items = SortItems;
        Array.Resize(ref items, capacity);
        SortItems = items;
        ushort[] keys = SortKeys;
        Array.Resize(ref keys, capacity);
        SortKeys = keys;
    }
}
