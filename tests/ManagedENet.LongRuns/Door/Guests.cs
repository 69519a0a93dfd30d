using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ManagedENet.Interop.Native;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Door;

/// <summary>Everybody but the flood, on one thread: players who ask for echoes, and clients who come in one after another. Each is looked at when something has come for it, or is due.</summary>
internal sealed unsafe class Guests : IDisposable
{
    private const byte Uncounted = 0;
    private const byte Parts = 3;
    private const int NsPerMs = 1_000_000;

    private readonly int _players;
    private readonly int _clientLimit;
    private readonly RoundTrips?[] _parts = new RoundTrips?[Parts];
    private readonly List<NativeClient> _clients;
    private readonly Thread _thread;
    private volatile bool _isOver;
    private volatile int _part;
    private volatile int _playing;
    private volatile int _lost;
    private volatile int _comeIn;
    private volatile Exception? _failure;
    private long _intervalTicks;

    /// <summary>Begins, with the players.</summary>
    /// <param name="near">Where they are.</param>
    /// <param name="players">Players, each of whom asks as often in a second as others: a thousand times altogether.</param>
    /// <param name="clients">Clients at most.</param>
    /// <param name="parts">The parts of the run in which echoes count.</param>
    public Guests(NetworkNamespace near, int players, int clients, params ReadOnlySpan<RoundTrips> parts)
    {
        _players = players;
        _clientLimit = clients;
        _clients = new List<NativeClient>(clients);
        for (int i = 0; i < parts.Length; i++) _parts[i + 1] = parts[i];
        _thread = near.Start("guests", Run);
    }

    /// <summary>Players who are in.</summary>
    public int Playing => _playing;

    /// <summary>Players who were in and are no longer.</summary>
    public int Lost => _lost;

    /// <summary>Clients who are in.</summary>
    public int ComeIn => _comeIn;

    /// <summary>How long each client took that came in, the quickest first. When the thread has ended.</summary>
    public IReadOnlyList<double> TimesMs => [.. _clients.Where(client => client.InAfterMs is not null).Select(client => client.InAfterMs!.Value).Order()];

    /// <summary>Echoes count for that part from now on, or for none.</summary>
    public void Count(int part) => _part = part;

    /// <summary>The clients come, one in each interval.</summary>
    public void LetIn(TimeSpan interval) => Volatile.Write(ref _intervalTicks, (long)(interval.TotalSeconds * Stopwatch.Frequency));

    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new InvalidOperationException("The guests have failed.", failure);
    }

    /// <summary>The thread is over, and nobody talks any more.</summary>
    public void Stop()
    {
        _isOver = true;
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        foreach (NativeClient client in _clients) client.Dispose();
    }

    private void Run()
    {
        try
        {
            using var players = new NativePlayers(_players);
            Talk(players);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Talk(NativePlayers players)
    {
        LibC.PollDescriptor* polled = stackalloc LibC.PollDescriptor[_clientLimit + 1];
        polled[0] = new LibC.PollDescriptor { Descriptor = players.Descriptor, Wanted = LibC.PollIn };
        long stepTicks = Stopwatch.Frequency / 1_000;
        long nextQuestion = Stopwatch.GetTimestamp();
        long nextClient = 0;
        while (!_isOver)
        {
            long now = Stopwatch.GetTimestamp();
            if (Volatile.Read(ref _intervalTicks) is > 0 and long interval && _clients.Count < _clientLimit && now >= nextClient)
            {
                nextClient = now + interval;
                _clients.Add(new NativeClient(_clients.Count));
                polled[_clients.Count] = new LibC.PollDescriptor { Descriptor = _clients[^1].Descriptor, Wanted = LibC.PollIn };
            }

            if (now >= nextQuestion)
            {
                // What was missed is not asked afterwards.
                nextQuestion = Math.Max(nextQuestion + stepTicks, now - stepTicks);
                int part = players.Connected == _players ? _part : Uncounted;
                players.Ask(_parts[part], (byte)part);
            }

            long waitTicks = Math.Clamp(nextQuestion - Stopwatch.GetTimestamp(), 0, stepTicks);
            var timeout = new LibC.TimeSpec { Nanoseconds = waitTicks * NsPerMs / stepTicks };
            _ = LibC.Poll(polled, (nuint)_clients.Count + 1, &timeout, 0);
            players.Service(_parts);
            (_playing, _lost) = (players.Connected, players.Lost);
            ServiceClients(polled);
        }
    }

    private void ServiceClients(LibC.PollDescriptor* polled)
    {
        long now = Stopwatch.GetTimestamp();
        int comeIn = 0;
        for (int i = 0; i < _clients.Count; i++)
        {
            NativeClient client = _clients[i];
            if ((polled[i + 1].Seen & LibC.PollIn) != 0 || client.IsDue(now)) client.Service();
            if (client is { InAfterMs: not null, IsOut: false }) comeIn++;
        }

        _comeIn = comeIn;
    }
}
