using System;
using System.IO;
using System.Net;
using System.Threading.Tasks;
using ManagedENet;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;

int replayed = 0;
int different = 0;
foreach (string path in Directory.GetFiles(args[0], "*.txt", SearchOption.AllDirectories))
{
    Conversation conversation = ConversationParser.Load(path);
    replayed++;
    if (ConversationReplay.Run(conversation, new ReplayOptions(QuirksOf.Hosts(conversation))).Count > 0) different++;
}

Console.WriteLine($"{replayed} conversations, {different} differ");

await using ENetHostRunner server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
await using ENetHostRunner client = ENetHostRunner.Start(null);
ValueTask<ENetConnection> accepting = server.AcceptAsync();
ENetConnection toServer = await client.ConnectAsync(server.LocalEndPoint);
ENetConnection toClient = await accepting;
await toServer.SendAsync(0, "hello"u8.ToArray(), ENetPacketFlags.Reliable);
using (ENetMessage message = await toClient.ReceiveAsync()) await toClient.SendAsync(0, message.Memory, ENetPacketFlags.Reliable);
using (ENetMessage answer = await toServer.ReceiveAsync()) Console.WriteLine($"{System.Text.Encoding.ASCII.GetString(answer.Span)} came back");
