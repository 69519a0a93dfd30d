using System;
using System.Net;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Library;
using ManagedENet;
using ManagedENet.Godot;

// A host whose options a library for netstandard2.1 has set.
using (ENetHost server = GameNetwork.Listen())
using (ENetHost client = ENetHost.CreateClient(new ENetHostOptions { Checksum = ENetChecksums.Crc32 }))
{
    ENetPeer peer = client.Connect(server.LocalEndPoint, channelCount: 5);
    string? heard = null;
    for (long end = Environment.TickCount64 + 30_000; heard is null && Environment.TickCount64 < end;)
    {
        if (client.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e) && e.Type == ENetEventType.Connect) peer.Send(2, "hello"u8, ENetPacketFlags.Reliable);
        if (!server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent received) || received.Type != ENetEventType.Receive) continue;
        using (received.Packet) heard = System.Text.Encoding.ASCII.GetString(received.Packet.Span);
    }

    if (heard != "hello" || peer.ChannelCount != 3) throw new InvalidOperationException($"heard {heard} on {peer.ChannelCount} channels");
}

// A runner.
await using (ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0), GameNetwork.With(new ENetHostOptions())))
await using (ENetHostRunner client = ENetHostRunner.Start(null, GameNetwork.With(new ENetHostOptions())))
{
    ValueTask<ENetConnection> accepting = server.AcceptAsync();
    ENetConnection toServer = await client.ConnectAsync("localhost", server.LocalEndPoint.Port);
    ENetConnection toClient = await accepting;
    await toServer.SendAndConfirmAsync(0, new byte[5_000]);
    using ENetMessage message = await toClient.ReceiveAsync();
    if (message.Length != 5_000) throw new InvalidOperationException($"{message.Length} bytes");
}

using (var godot = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = GodotWireVersion.Godot4 })) godot.CreateServer(0, maxClients: 2);

string target = ((TargetFrameworkAttribute)Attribute.GetCustomAttribute(typeof(Program).Assembly, typeof(TargetFrameworkAttribute))!).FrameworkName;
Console.WriteLine($"played on {(target.EndsWith("v8.0", StringComparison.Ordinal) ? "net8.0" : "net10.0")} with {typeof(ENetHost).Assembly.Location}");
