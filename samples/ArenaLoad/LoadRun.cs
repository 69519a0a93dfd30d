using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using Samples;

namespace Arena.Load;

/// <summary>All players on one thread, and a line about them every second.</summary>
internal sealed class LoadRun(LoadSettings settings)
{
    // Who cannot get in says so long before that; on a busy machine hundreds of players take their time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public int Run()
    {
        List<LoadClient> clients = [];
        try
        {
            for (int i = 0; i < settings.Clients; i++) clients.Add(new LoadClient(settings, i));
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < Patience && clients.Exists(client => !client.IsConnected && !client.WasLost)) Pump(clients, clock, moves: false);
            Console.WriteLine(FormattableString.Invariant($"joined {clients.Count(client => client.IsConnected)} of {settings.Clients} in {clock.ElapsedMilliseconds} ms"));
            if (clients.TrueForAll(client => client.WasLost)) return SampleProgram.Fail($"{settings.Host}:{settings.Port} does not answer: is an arena of this engine running there?");
            Play(clients);
            return Report(clients);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private void Play(List<LoadClient> clients)
    {
        var clock = Stopwatch.StartNew();
        int line = 0;
        bool hasGreeted = false;
        while (clock.Elapsed < settings.Duration || (clock.Elapsed < Patience && IsMissingSomething(clients)))
        {
            Pump(clients, clock, moves: true);

            // Only who is in the server's picture will hear it.
            if (!hasGreeted && clients[0].PlayersSeen >= clients.Count)
            {
                clients[0].Say("hello");
                hasGreeted = true;
            }

            if (clock.Elapsed.TotalSeconds < line + 1) continue;
            line++;
            Console.WriteLine(Summary(clients));
        }
    }

    /// <summary>Nobody was lost, but somebody has not yet seen everybody and heard the first one.</summary>
    private static bool IsMissingSomething(List<LoadClient> clients) =>
        !clients.Exists(client => client.WasLost) && clients.Exists(client => client.Heard == 0 || client.PlayersSeen < clients.Count);

    private void Pump(List<LoadClient> clients, Stopwatch clock, bool moves)
    {
        foreach (LoadClient client in clients)
        {
            client.Poll();
            if (moves) client.Move(clock.ElapsedMilliseconds, 1000 / settings.MovesPerSecond);
        }

        // Hundreds of sockets on one thread: a short rest instead of a wait on each.
        Thread.Sleep(1);
    }

    private int Report(List<LoadClient> clients)
    {
        int playing = clients.Count(client => client.IsConnected && client.Pictures > 0);
        Console.WriteLine(Summary(clients));
        Console.WriteLine(FormattableString.Invariant(
            $"result playing={playing} of={settings.Clients} lost={clients.Count(client => client.WasLost)} seen={clients.Max(client => client.PlayersSeen)} heard={clients.Sum(client => client.Heard)} dropped={clients.Sum(client => client.Dropped)}"));
        return playing == settings.Clients ? 0 : 1;
    }

    private static string Summary(List<LoadClient> clients)
    {
        double[] roundTrips = [.. clients.Where(client => client.IsConnected).Select(client => client.RoundTripMs).Order()];
        string median = roundTrips.Length == 0 ? "-" : roundTrips[roundTrips.Length / 2].ToString("0.0", CultureInfo.InvariantCulture);
        return FormattableString.Invariant(
            $"connected={clients.Count(client => client.IsConnected)} moves={clients.Sum(client => client.Moves)} pictures={clients.Sum(client => client.Pictures)} rtt_ms={median}");
    }
}
