using System;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet;
using Samples;

namespace Chat;

/// <summary>One person: prints what the others say while the person, or some threads instead, talk.</summary>
internal static class ChatClient
{
    public static async Task<int> RunAsync(string host, int port, string name, int talkers, int lines, TimeSpan timeout)
    {
        using var stop = new StopSignal();
        await using ENetHostRunner runner = ENetHostRunner.Start(listenAt: null);
        await using ENetConnection room = await runner.ConnectAsync(host, port, new ENetConnectOptions { Timeout = timeout });
        await room.SendAsync(0, ChatText.Encode(name), ENetPacketFlags.Reliable);

        Task listening = PrintAsync(room);
        Task talking = talkers == 0 ? Task.Run(() => TypeAsync(room)) : TalkAsync(room, talkers, lines);
        await Task.WhenAny(listening, talking, stop.Raised);
        bool hasClosed = listening.IsCompleted;
        if (talking.IsCompleted) await talking;

        // Leaves when all that was said has arrived.
        await room.DisconnectAsync();
        await listening;
        if (hasClosed) Console.WriteLine("* the room has closed");
        return 0;
    }

    private static async Task PrintAsync(ENetConnection room)
    {
        await foreach (ENetMessage message in room.ReadAllAsync())
        {
            using (message)
            {
                if (ChatText.TryDecode(message.Span, out string text)) Console.WriteLine(text);
            }
        }
    }

    // The console blocks whoever reads it: a thread of the pool does, and the process may end without it.
    private static async Task TypeAsync(ENetConnection room)
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (ChatText.IsLine(line)) await room.SendAsync(0, ChatText.Encode(line), ENetPacketFlags.Reliable);
        }
    }

    private static Task TalkAsync(ENetConnection room, int talkers, int lines) =>
        Task.WhenAll(Enumerable.Range(1, talkers).Select(talker => Task.Factory.StartNew(() => Talk(room, talker, lines), TaskCreationOptions.LongRunning)));

    // What one thread sends arrives in its order; how the lines of several mix is up to the moment.
    private static void Talk(ENetConnection room, int talker, int lines)
    {
        for (int line = 1; line <= lines; line++)
        {
            // Waits only while a mebibyte waits to leave.
            room.SendAsync(0, ChatText.Encode($"talker {talker} line {line}"), ENetPacketFlags.Reliable).AsTask().GetAwaiter().GetResult();
        }
    }
}
