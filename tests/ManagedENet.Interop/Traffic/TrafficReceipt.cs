using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Traffic;

/// <summary>
/// Holds what arrives against what was sent, and notes every broken promise: nothing that was not sent, nothing twice, everything but
/// unsequenced packets in the order of its channel, and of what is promised nothing missing.
/// </summary>
internal sealed class TrafficReceipt(IReadOnlyList<TrafficMessage> sent, int fragmentBorderBytes)
{
    private const int MostProblems = 8;

    private readonly HashSet<int> _arrived = [];
    private readonly Dictionary<byte, int> _lastOrdered = [];
    private int _promisedArrived;

    /// <summary>Broken promises, the first few of them.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Promised messages in the order of their arrival, by channel.</summary>
    public SortedDictionary<byte, List<int>> Promised { get; } = [];

    public int Arrived => _arrived.Count;

    /// <summary>True when every promised message of those that were sent so far has arrived.</summary>
    public bool HasAllPromised => _promisedArrived == sent.Count(message => message.IsPromised(fragmentBorderBytes));

    public int PromisedArrived => _promisedArrived;

    public void Accept(LiveEvent packet)
    {
        int number = TrafficMessage.ReadNumber(packet.Payload);
        if (number < 0 || number >= sent.Count)
        {
            Note($"{packet.Payload.Length} bytes on channel {packet.ChannelId} were never sent");
            return;
        }

        TrafficMessage message = sent[number];
        if (packet.ChannelId != message.ChannelId || !packet.Payload.AsSpan().SequenceEqual(message.Payload)) Note($"message {number} arrived changed");
        if (!_arrived.Add(number)) Note($"message {number} arrived twice");
        if (packet.Flags != ENetPacketFlags.Unsequenced) CheckOrder(message);
        if (!message.IsPromised(fragmentBorderBytes)) return;
        _promisedArrived++;
        if (!Promised.TryGetValue(message.ChannelId, out List<int>? channel)) Promised[message.ChannelId] = channel = [];
        channel.Add(number);
    }

    /// <summary>Notes what is missing, to be called when everything had its chance.</summary>
    public void Close()
    {
        foreach (TrafficMessage message in sent)
        {
            if (message.IsPromised(fragmentBorderBytes) && !_arrived.Contains(message.Number)) Note($"message {message.Number} was promised and is missing");
        }
    }

    private void CheckOrder(TrafficMessage message)
    {
        if (_lastOrdered.TryGetValue(message.ChannelId, out int last) && message.Number <= last) Note($"message {message.Number} arrived after {last} on channel {message.ChannelId}");
        else _lastOrdered[message.ChannelId] = message.Number;
    }

    private void Note(string problem)
    {
        if (Problems.Count < MostProblems) Problems.Add(problem);
    }
}
