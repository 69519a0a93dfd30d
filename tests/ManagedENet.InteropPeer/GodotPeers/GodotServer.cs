using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Godot;
using ManagedENet.InteropPeer.Output;

namespace ManagedENet.InteropPeer.GodotPeers;

/// <summary>Takes in a Godot 3 client, echoes what it sends, and tells it of a peer that does not exist.</summary>
internal sealed class GodotServer(GodotPeerSettings settings)
{
    private const int MadeUpPeer = 777;
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(10);

    private readonly JsonLog _log = new();
    private readonly SortedDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private int _bad;
    private int _gone;
    private bool _hasGreeted;

    public int Run()
    {
        using var peer = new GodotMultiplayerPeer(settings.PeerOptions);
        peer.PeerConnected += id => Greet(peer, id);
        peer.PeerDisconnected += _ =>
        {
            _gone++;
            _log.Say("disconnect", ("data", peer.LastDisconnectData));
        };
        peer.CreateServer(settings.Port, maxClients: 32, maxChannels: settings.Channels);
        _log.Say("ready", ("port", peer.Host!.LocalEndPoint.Port));
        while (_log.Elapsed < settings.Deadline && _gone < 1)
        {
            peer.Poll(PollTimeout);
            while (peer.TryGetPacket(out GodotPacket packet)) Answer(peer, packet);
        }

        _log.Say("result", ("seen", _seen), ("bad", _bad), ("gone", _gone));
        bool isSuccess = _bad == 0 && _gone == 1 && _seen.ContainsKey("m2/ch1");
        return _log.Exit(isSuccess ? 0 : 1);
    }

    // One that comes and goes, so that Godot emits its signals.
    private void Greet(GodotMultiplayerPeer peer, int id)
    {
        ENetPeer connection = peer.GetPeer(id)!;
        _log.Say("connect", ("id", id), ("channels", connection.ChannelCount), ("mtu", connection.MtuBytes));
        if (_hasGreeted) return;
        _hasGreeted = true;
        for (byte kind = 0; kind <= 1; kind++)
        {
            connection.Send(0, [kind, 0, 0, 0, MadeUpPeer & 0xFF, MadeUpPeer >> 8, 0, 0], ENetPacketFlags.Reliable);
        }
    }

    private void Answer(GodotMultiplayerPeer peer, in GodotPacket packet)
    {
        byte[] payload = packet.Payload.ToArray();
        int from = packet.Peer;
        switch (payload.FirstOrDefault())
        {
            case GodotPayload.Probe when payload.Length >= GodotPayload.HeaderBytes && payload[1] <= 2:
                if (!GodotPayload.IsGood(payload)) _bad++;
                string kind = $"m{payload[1]}/ch{packet.Channel}";
                _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
                payload[0] = GodotPayload.Echo;
                Put(peer, from, (GodotTransferMode)payload[1], payload);
                break;
            case GodotPayload.Question:
                byte[] report = [GodotPayload.Report, 2, 0, 0, .. Encoding.ASCII.GetBytes(PythonJson.Write(_seen))];
                Put(peer, from, GodotTransferMode.Reliable, report);
                break;
            default:
                _log.Say("other", ("ch", packet.Channel), ("src", from), ("hex", Convert.ToHexStringLower(payload)));
                break;
        }
    }

    private void Put(GodotMultiplayerPeer peer, int target, GodotTransferMode mode, byte[] payload)
    {
        if (peer.Send(target, payload, mode) != ENetSendResult.Queued) _log.Say("send-failed", ("mode", (int)mode));
    }
}
