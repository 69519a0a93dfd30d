using System;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Soak;

/// <summary>
/// Two hosts with many connections between them that say something in each tick, over a line that loses some of it. The driver allocates nothing, so that whatever is
/// allocated is the hosts'.
/// </summary>
internal sealed class SoakWorld : IDisposable
{
    /// <summary>Ticks in a second.</summary>
    public const int TicksPerSecond = 60;

    private const long StartUs = 10_000_000;
    private const long UsPerSecond = 1_000_000;

    // In it what is under way arrives, what was lost is repeated, and what was needed once is given back.
    private const int QuietSeconds = 45;
    private const int SecondsPerHour = 3_600;

    // The rarest thing of all: every 65,535 unreliable messages, which is every 18 minutes, one goes reliably, and when that is lost what follows waits for it. In so many bad hours that has happened to everybody.
    private const int BadHours = 8;
    private const int NumberBits = 16;

    private readonly SoakLine _up;
    private readonly SoakLine _down;
    private long _tick;

    public SoakWorld(int connections, double lossRate, ulong seed)
    {
        ENetAddress one = VirtualWorld.AddressOf(1), other = VirtualWorld.AddressOf(2);
        _up = new SoakLine(seed);
        _down = new SoakLine(seed + 1);
        Client = new SoakEnd(new HostOptions { PeerLimit = connections, CongestionControl = ENetCongestionControl.Cubic }, seed + 2, StartUs, _down, _up, other);
        Server = new SoakEnd(new HostOptions { PeerLimit = connections, CongestionControl = ENetCongestionControl.Native }, seed + 3, StartUs, _up, _down, one);
        for (int i = 0; i < connections; i++) Client.Core.Connect(StartUs, other, SoakEnd.Channels, 0);
        while (Client.Connected < connections || Server.Connected < connections)
        {
            if (_tick > 60 * TicksPerSecond) throw new AssertionException($"{Client.Connected} of {connections} are connected.");
            Tick(speaks: false);
        }

        LossRate = lossRate;
    }

    /// <summary>The share of the datagrams that the line loses, in each direction.</summary>
    public double LossRate
    {
        get => _up.LossRate;
        set => _up.LossRate = _down.LossRate = value;
    }

    public SoakEnd Client { get; }

    public SoakEnd Server { get; }

    /// <summary>Datagrams that were sent, in both directions.</summary>
    public long Datagrams => _up.Sent + _down.Sent;

    /// <summary>Bytes of them.</summary>
    public long Bytes => _up.SentBytes + _down.SentBytes;

    /// <summary>Those that were lost.</summary>
    public long Lost => _up.Lost + _down.Lost;

    private long NowUs => StartUs + (_tick * UsPerSecond / TicksPerSecond);

    /// <summary>
    /// Bad hours, the last half of one in silence. Tables keep the size that luck has once made them need: each has needed more then than it will in days of the line as it is to be.
    /// </summary>
    /// <param name="badLossRate">The share of the datagrams that is lost in it.</param>
    public void WarmUp(double badLossRate)
    {
        double lossRate = LossRate;
        LossRate = badLossRate;
        Run(BadHours * SecondsPerHour, speaks: true);
        Run(SecondsPerHour / 2, speaks: false);
        LossRate = lossRate;
        Check();
    }

    /// <summary>Lets so much time pass, and counts what the hosts allocate in it.</summary>
    /// <returns>Bytes.</returns>
    public long Run(int seconds, bool speaks = true)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long end = _tick + ((long)seconds * TicksPerSecond); _tick < end;) Tick(speaks);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Bytes that both hosts hold, found by walking through them.</summary>
    public long Held() => HeldMemory.Of(Client.Core) + HeldMemory.Of(Server.Core);

    /// <summary>The same by what holds them, the most first.</summary>
    public string Describe() => $"client: {HeldMemory.Describe(Client.Core)}\nserver: {HeldMemory.Describe(Server.Core)}";

    /// <summary>How often the numbers of messages have begun anew, where they did so least.</summary>
    public (long Unreliable, long Reliable) Wraps
    {
        get
        {
            (long unreliable, long reliable) = (long.MaxValue, long.MaxValue);
            foreach (SoakEnd end in new[] { Client, Server })
            {
                foreach (SoakFlow flow in end.Flows)
                {
                    unreliable = Math.Min(unreliable, flow.Sent(SoakEnd.Unreliable) >> NumberBits);
                    reliable = Math.Min(reliable, flow.Sent(SoakEnd.Reliable) >> NumberBits);
                }
            }

            return (unreliable, reliable);
        }
    }

    /// <summary>Everything that was sent has come, or was lost on the line; what the ledgers say is what is held.</summary>
    public void Check()
    {
        Run(QuietSeconds, speaks: false);
        LedgerOracle.AssertAccounted(Client.Core);
        LedgerOracle.AssertAccounted(Server.Core);
        Compare(Client, Server);
        Compare(Server, Client);
    }

    public void Dispose()
    {
        Client.Core.Dispose();
        Server.Core.Dispose();
    }

    private static void Compare(SoakEnd from, SoakEnd to)
    {
        for (int slot = 0; slot < to.Flows.Length; slot++)
        {
            SoakFlow taken = to.Flows[slot];
            SoakFlow sent = from.Flows[taken.RemoteSlot];
            long throttled = from.Peer(taken.RemoteSlot).ThrottledPackets;
            if (taken.Received(SoakEnd.Reliable) != sent.Sent(SoakEnd.Reliable)) throw new AssertionException($"Slot {slot}: {taken.Received(SoakEnd.Reliable)} of {sent.Sent(SoakEnd.Reliable)} reliable messages have come.");
            long missing = throttled;
            foreach (byte channel in new[] { SoakEnd.Unreliable, SoakEnd.Unsequenced }) missing += sent.Lost(channel) + taken.Received(channel) - sent.Sent(channel);
            if (missing != 0) throw new AssertionException($"Slot {slot}: of the unreliable messages {-missing} have neither come nor been lost: {Tell(SoakEnd.Unreliable)}; {Tell(SoakEnd.Unsequenced)}; {throttled} throttled.");

            string Tell(byte channel) => $"{sent.Sent(channel)} sent, {sent.Lost(channel)} lost, {taken.Received(channel)} received";
        }
    }

    private void Tick(bool speaks)
    {
        _tick++;
        _up.Turn();
        _down.Turn();
        if (speaks)
        {
            Client.Speak(_tick);
            Server.Speak(_tick);
        }

        Client.Service(NowUs);
        Server.Service(NowUs);
    }
}
