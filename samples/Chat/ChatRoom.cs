using System;
using System.Collections.Concurrent;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using Samples;

namespace Chat;

/// <summary>
/// The server. Each person has a task that reads what they say, and a thread announces how many are here: all of them send through the same connections, without a lock, since any thread may send.
/// </summary>
internal sealed class ChatRoom
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ENetConnection, string> _names = new();

    public static async Task<int> RunAsync(int port, TimeSpan interval)
    {
        using var stop = new StopSignal();
        await using ENetHostRunner runner = ENetHostRunner.Start(new IPEndPoint(IPAddress.IPv6Any, port));
        Console.WriteLine($"ready on port {runner.LocalEndPoint.Port}");

        var room = new ChatRoom();
        var announcer = new Thread(() => room.Announce(interval, stop.Token)) { IsBackground = true };
        announcer.Start();
        Task accepting = room.AcceptAsync(runner);
        await Task.WhenAny(accepting, stop.Raised);

        // What was said arrives, and everybody hears that the room closes.
        await runner.StopAsync(Goodbye);
        await accepting;
        Console.WriteLine("closed");
        return 0;
    }

    private async Task AcceptAsync(ENetHostRunner runner)
    {
        await foreach (ENetConnection connection in runner.AcceptAllAsync()) _ = ServeAsync(connection);
    }

    private void Announce(TimeSpan interval, CancellationToken stopping)
    {
        while (!stopping.WaitHandle.WaitOne(interval)) Say($"* {_names.Count} are here");
    }

    private async Task ServeAsync(ENetConnection connection)
    {
        try
        {
            await ListenAsync(connection);
        }
        catch (ENetDisconnectedException)
        {
            // Gone without a goodbye, which is no reason for the others to stop talking.
        }
        finally
        {
            if (_names.TryRemove(connection, out string? name)) Tell($"* {name} has left");
        }
    }

    private async Task ListenAsync(ENetConnection connection)
    {
        await foreach (ENetMessage message in connection.ReadAllAsync())
        {
            bool isText;
            string text;
            using (message) isText = ChatText.TryDecode(message.Span, out text);
            bool isNew = !_names.TryGetValue(connection, out string? name);
            if (!isText || (isNew && !ChatText.IsName(text)))
            {
                await connection.DisconnectAsync(ChatText.IsNoText, ENetLeave.Immediately);
                return;
            }

            if (isNew) Greet(connection, text);
            else Say($"{name}: {text}", except: connection);
        }
    }

    private void Greet(ENetConnection connection, string name)
    {
        Tell($"* {name} has come");
        _names[connection] = name;
        connection.TrySend(0, ChatText.Encode($"* welcome, {name}: {_names.Count} are here"), ENetPacketFlags.Reliable);
    }

    private void Tell(string line)
    {
        Console.WriteLine(line);
        Say(line);
    }

    private void Say(string line, ENetConnection? except = null)
    {
        byte[] bytes = ChatText.Encode(line);
        foreach (ENetConnection listener in _names.Keys)
        {
            if (listener == except) continue;

            // This never waits: whoever reads so slowly that its queue is full must not hold up the others.
            if (listener.TrySend(0, bytes, ENetPacketFlags.Reliable) == ENetSendResult.QueueFull) _ = listener.DisconnectAsync(ChatText.IsTooSlow, ENetLeave.Immediately).AsTask();
        }
    }
}
