using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Traffic;

namespace ManagedENet.Interop.Differential;

/// <summary>
/// Writes down what the applications saw, in two heaps: what the protocol promises, which every pairing must see alike,
/// and broken promises. What luck decides is in neither.
/// </summary>
internal sealed class SessionReport(SessionScript script, Implementation server, Implementation client)
{
    private readonly List<string> _promised = [];
    private readonly List<string> _problems = [];

    public void Note(string problem) => _problems.Add(problem);

    public void Connected(LiveEnd atServer, LiveEnd atClient)
    {
        uint connectData = atServer.Events.First(happened => happened.Type == ENetEventType.Connect).Data;
        _promised.Add($"connected with data {connectData}, {atServer.Peer.ChannelCount} and {atClient.Peer.ChannelCount} channels");
    }

    /// <summary>What one end received of what the other sent.</summary>
    public void Received(End receiver, IReadOnlyList<TrafficMessage> sent, TrafficReceipt receipt)
    {
        if (script.PromisesAllOf(receiver == End.Server ? End.Client : End.Server))
        {
            receipt.Close();
            foreach ((byte channelId, List<int> numbers) in receipt.Promised) _promised.Add($"{receiver} channel {channelId}: {string.Join(',', numbers)}");
        }

        foreach ((byte channelId, List<int> numbers) in receipt.Promised) CheckPrefix(receiver, channelId, numbers, sent);
        _problems.AddRange(receipt.Problems.Select(problem => $"at the {receiver}: {problem}"));
    }

    /// <summary>How it ended for both.</summary>
    public void Left(LiveEnd leaver, LiveEnd stayer)
    {
        foreach (LiveEnd end in new[] { leaver, stayer })
        {
            if (end.Disconnects.Count() > 1) Note("an end was disconnected twice");
            if (end.Disconnects.Any() && end.Events[^1].Type != ENetEventType.Disconnect) Note("something came after the disconnect");
        }

        if (script.HealsBeforeLeaving) _promised.Add($"{script.LeaveKind}: leaver {Describe(leaver)}, other {Describe(stayer)}");
    }

    public SessionOutcome Finish() => new(server, client, string.Join("; ", _promised), _problems);

    /// <summary>Even in a session that was cut short, reliable messages arrive without a gap.</summary>
    private void CheckPrefix(End receiver, byte channelId, List<int> numbers, IReadOnlyList<TrafficMessage> sent)
    {
        IEnumerable<int> expected = sent
            .Where(message => message.ChannelId == channelId && message.IsPromised(script.FragmentBorderBytes))
            .Select(message => message.Number)
            .Take(numbers.Count);
        if (!numbers.SequenceEqual(expected)) Note($"at the {receiver}: channel {channelId} has a gap: {string.Join(',', numbers)}");
    }

    private static string Describe(LiveEnd end) => end.Disconnects.Any() ? $"{end.Disconnects.First().Data}" : "nothing";
}
