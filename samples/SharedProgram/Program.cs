using System;
using System.CommandLine;
using System.Net;
using System.Reflection;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using ManagedENet;
using Samples;
using SharedLibrary;

namespace SharedProgram;

/// <summary>Client and server of a game in one program, with all that they share in a library which is built for Unity, too.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static Task<int> Main(string[] arguments)
    {
        Option<int> moves = SampleProgram.WholeNumber("--moves", "Moves to make.", 1, 1000, 3);
        var root = new RootCommand("A game whose client and server share a library.") { moves };
        root.SetAction(parsed => Run(parsed.GetValue(moves)));
        return SampleProgram.RunAsync(root, arguments);
    }

    private static int Run(int moves)
    {
        Console.WriteLine($"the shared library is built for {TargetOf(typeof(Move))}, ManagedENet for {TargetOf(typeof(ENetHost))}");
        using ENetHost server = GameNetwork.Listen(new IPEndPoint(IPAddress.Loopback, 0), players: 8);
        using ENetHost client = GameNetwork.Join(server.LocalEndPoint, out ENetPeer peer);
        int seen = 0;
        for (long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; seen < moves && Environment.TickCount64 < end;)
        {
            if (client.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e) && e.Type == ENetEventType.Connect)
            {
                for (int i = 1; i <= moves; i++) GameNetwork.Send(peer, new Move(player: 1, (short)(i % 10), (short)-(i % 10)));
            }

            if (!server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent received) || received.Type != ENetEventType.Receive) continue;
            using (received.Packet)
            {
                if (!Move.TryDecode(received.Packet.Span, out Move move)) continue;
                seen++;
                Console.WriteLine(move);
            }
        }

        return seen == moves ? 0 : SampleProgram.Fail($"{seen} of {moves} moves have arrived.");
    }

    private static string TargetOf(Type type) => type.Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName;
}
