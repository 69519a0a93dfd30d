using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;

namespace ManagedENet.AspNetCore;

/// <summary>A look at the servers as JSON: totals, from which the page makes rates.</summary>
internal static class SampleWriter
{
    /// <summary>Peers that are written of each server, those with most traffic; the page says how many there are beside them.</summary>
    public const int MostPeers = 200;

    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();
    private static readonly string[] ReasonNames = Enum.GetNames<DropReason>();

    public static byte[] Write(long unixMilliseconds, List<ServerReading> readings, bool withPeers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("t", unixMilliseconds);
            json.WriteStartArray("servers");
            foreach (ServerReading reading in readings) Write(json, reading, withPeers);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ServerReading reading, bool withPeers)
    {
        json.WriteStartObject();
        json.WriteString("name", reading.Name);
        json.WriteString("endPoint", reading.EndPoint);
        json.WriteString("state", reading.State);
        // While the network thread may write to it only its name is read.
        if (reading is { IsFree: true, Statistics: { } statistics }) Write(json, reading, statistics, withPeers);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServerReading reading, ENetStatistics statistics, bool withPeers)
    {
        json.WriteString("transport", reading.Transport);
        json.WriteNumber("peers", reading.Peers.Count);
        json.WriteNumber("peerLimit", reading.PeerLimit);
        json.WriteNumber("medianRoundTripMs", Math.Round(reading.MedianRoundTripMs, 2));
        json.WriteNumber("highRoundTripMs", Math.Round(reading.HighRoundTripMs, 2));
        json.WriteNumber("sentBytes", statistics.SentBytes);
        json.WriteNumber("receivedBytes", statistics.ReceivedBytes);
        json.WriteNumber("sentDatagrams", statistics.SentDatagrams);
        json.WriteNumber("receivedDatagrams", statistics.ReceivedDatagrams);
        json.WriteNumber("deliveredPackets", statistics.DeliveredPackets);
        json.WriteNumber("retransmissions", statistics.Retransmissions);
        json.WriteNumber("throttledPackets", statistics.ThrottledPackets);
        json.WriteNumber("incomingQueuedBytes", statistics.IncomingQueuedBytes);
        json.WriteNumber("outgoingQueuedBytes", statistics.OutgoingQueuedBytes);
        json.WriteStartObject("drops");
        for (int i = 0; i < Reasons.Length; i++)
        {
            if (Reasons[i] != DropReason.None && statistics.Drops[Reasons[i]] is > 0 and long count) json.WriteNumber(ReasonNames[i], count);
        }

        json.WriteEndObject();
        if (withPeers) WritePeers(json, reading.Peers);
    }

    private static void WritePeers(Utf8JsonWriter json, IReadOnlyList<PeerReading> peers)
    {
        json.WriteStartArray("list");
        for (int i = 0; i < Math.Min(peers.Count, MostPeers); i++)
        {
            PeerReading peer = peers[i];
            json.WriteStartObject();
            json.WriteNumber("slot", peer.Slot);
            json.WriteString("address", peer.Address.ToString());
            json.WriteNumber("roundTripMs", Math.Round(peer.RoundTripMs, 2));
            json.WriteNumber("loss", Math.Round(peer.Loss, 4));
            json.WriteNumber("sentBytes", peer.SentBytes);
            json.WriteNumber("receivedBytes", peer.ReceivedBytes);
            json.WriteNumber("retransmissions", peer.Retransmissions);
            json.WriteNumber("inTransitBytes", peer.InTransitBytes);
            json.WriteNumber("waitingBytes", peer.WaitingBytes);
            json.WriteNumber("channels", peer.Channels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
