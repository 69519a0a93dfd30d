using System;
using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Benchmarks;

/// <summary>
/// What a CONNECT costs that gets no answer, from strangers at 65,536 addresses by luck; one CONNECT is one operation. Each invocation is a millisecond with a hundred of them,
/// the service round that belongs to it included.
/// </summary>
[MemoryDiagnoser]
public class DoorBenchmarks
{
    private const int Strangers = 1 << 16;
    private const int PerMs = 100;
    private const long UsPerMs = 1_000;
    private const int ConnectBytes = 48;
    private const int ConnectIdAt = ProtocolConstants.HeaderBytes + 40;

    // So few that the table of those who have not answered yet keeps all of them.
    private const int Asking = 8_192;
    private const int BannedNetworks = 1_000;
    private const int FewAnswers = 500;

    // A hundred answers in that time are as many as a host gives.
    private const int AnswersMs = 20;

    private readonly ENetAddress[] _from = new ENetAddress[Strangers];
    private readonly uint[] _connectIds = new uint[Strangers];
    private readonly byte[] _datagram = new byte[ProtocolConstants.HeaderBytes + ConnectBytes];
    private readonly byte[] _sent = new byte[ProtocolConstants.MaximumMtu];
    private readonly Luck _luck = new();
    private Host _host = null!;
    private DropReason _expected;
    private long _refused;
    private long _asked;
    private long _nowMs = 1;
    private int _next;

    [GlobalSetup(Target = nameof(FirstQuestionOfACrowd))]
    public void SetupCrowd()
    {
        Begin(new HostOptions(), DropReason.Crowded);
        // As many as there are within the time that the list remembers.
        for (int ms = 0; ms < 10_000; ms++) FirstQuestionOfACrowd();
        _refused = _asked = 0;
    }

    /// <summary>Strangers crowd, and somebody asks who has not asked before: nobody asks twice with one connect id. One in a hundred or so is taken for another and answered.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long FirstQuestionOfACrowd()
    {
        for (int i = 0; i < PerMs; i++) Ask(_luck.NextUInt32());
        _nowMs++;
        return EndMs();
    }

    [GlobalSetup(Target = nameof(AnswersUsedUp))]
    public void SetupUsedUp()
    {
        Begin(new HostOptions { ReplyLimit = FewAnswers }, DropReason.Crowded);
        for (int i = 0; i < 2 * Strangers; i++)
        {
            Ask(_connectIds[_next]);
            if (i % PerMs == 0) EndMs();
        }

        _refused = _asked = 0;
    }

    /// <summary>Strangers crowd, somebody asks for the second time, and all answers of the second are given. Time stands still.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long AnswersUsedUp()
    {
        for (int i = 0; i < PerMs; i++) Ask(_connectIds[_next]);
        return EndMs();
    }

    [GlobalSetup(Target = nameof(Banned))]
    public void SetupBanned()
    {
        Begin(new HostOptions { GreylistFrom = 0 }, DropReason.Banned);
        // Three lengths of prefix; whoever asks is in one of the networks.
        for (int i = 0; i < BannedNetworks; i++) _host.Door.Banned.Add(new ENetAddressRange(_from[i], (i % 3) switch { 0 => 16, 1 => 24, _ => 28 }));
        for (int i = BannedNetworks; i < Strangers; i++) _from[i] = ENetAddress.FromIPv4((_from[i % BannedNetworks].IPv4 & ~0xFu) | (uint)(i & 0xF), (ushort)_from[i].Port);
        for (int i = Strangers - 1; i > 0; i--)
        {
            int other = (int)(_luck.NextUInt32() % (uint)(i + 1));
            (_from[i], _from[other]) = (_from[other], _from[i]);
        }
    }

    /// <summary>No crowd, and an address in one of a thousand banned networks of three sizes.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long Banned()
    {
        for (int i = 0; i < PerMs; i++) Ask(_connectIds[_next]);
        _nowMs++;
        return EndMs();
    }

    [GlobalSetup(Target = nameof(RepeatedTooSoon))]
    public void SetupRepeated()
    {
        Begin(new HostOptions { GreylistFrom = 0, ReplyLimit = RateLimit.MostPerSecond }, DropReason.DuplicateConnect);
        for (int i = 0; i < Asking; i++)
        {
            Ask(_connectIds[_next]);
            if (i % PerMs == 0) EndMs();
        }

        // The others ask as one of these, at any place of the table.
        for (int i = Asking; i < Strangers; i++)
        {
            int other = (int)(_luck.NextUInt32() % Asking);
            (_from[i], _connectIds[i]) = (_from[other], _connectIds[other]);
        }

        EndMs();
        _refused = _asked = 0;
        _next = 0;
    }

    /// <summary>One of eight thousand who have been answered asks again before it may be answered again. Time stands still.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long RepeatedTooSoon()
    {
        for (int i = 0; i < PerMs; i++) Ask(_connectIds[_next]);
        return EndMs();
    }

    [GlobalSetup(Targets = [nameof(Answered), nameof(AnsweredAtOneAddress)])]
    public void SetupAnswered()
    {
        Begin(new HostOptions { GreylistFrom = 0 }, DropReason.None);
        for (int i = 0; i < 1_000; i++) Answered();
        for (int i = 0; i < 1_000; i++) AnsweredAtOneAddress();
        _refused = _asked = 0;
    }

    /// <summary>For comparison: no crowd, and each is answered, as many as a host answers in a second.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long Answered()
    {
        for (int i = 0; i < PerMs; i++) Ask(_luck.NextUInt32());
        _nowMs += AnswersMs;
        return EndMs();
    }

    /// <summary>The same, and all say that they are at one address: they have taken all names there.</summary>
    [Benchmark(OperationsPerInvoke = PerMs)]
    public long AnsweredAtOneAddress()
    {
        for (int i = 0; i < PerMs; i++)
        {
            _next = 0;
            Ask(_luck.NextUInt32());
        }

        _nowMs += AnswersMs;
        return EndMs();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        double part = (double)_refused / _asked;
        Console.WriteLine($"// {part:P1} of {_asked:N0} were {_expected}");
        if (part < 0.95) throw new InvalidOperationException("Something else was measured.");
        _host.Dispose();
    }

    private void Begin(HostOptions options, DropReason expected)
    {
        for (int i = 0; i < Strangers; i++)
        {
            _from[i] = ENetAddress.FromIPv4(0x2000_0000 + (_luck.NextUInt32() >> 3), (ushort)((_luck.NextUInt32() >> 17) + 1_024));
            _connectIds[i] = _luck.NextUInt32();
        }

        _expected = expected;
        _host = new Host(options, _luck, _nowMs * UsPerMs);
        new DatagramHeader(ProtocolConstants.MaximumPeerId, 0, IsCompressed: false, HasSentTime: true, 1).Write(_datagram);
        Span<byte> command = _datagram.AsSpan(ProtocolConstants.HeaderBytes);
        new CommandHeader(CommandKind.Connect, CommandFlags.Acknowledge, ProtocolConstants.ControlChannel, 1).Write(command);
        new ConnectCommand(7, 0xFF, 0xFF, 1_392, 65_536, 2, 0, 0, 5_000, 2, 2, 0, 0).Write(command);
    }

    private void Ask(uint connectId)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_datagram.AsSpan(ConnectIdAt), connectId);
        _host.HandleDatagram(_nowMs * UsPerMs, _from[_next], _datagram);
        _next = (_next + 1) & (Strangers - 1);
        _asked++;
        if (_host.LastDrop == _expected) _refused++;
    }

    private long EndMs()
    {
        _host.AdvanceTime(_nowMs * UsPerMs);
        _host.BeginSendPass(_nowMs * UsPerMs, checkTimeouts: true);
        while (_host.TryWriteDatagram(_sent, out _, out _, out _))
        {
        }

        return _refused;
    }

    // SplitMix64.
    private sealed class Luck : IRandomSource
    {
        private ulong _state = 1;

        public uint NextUInt32()
        {
            _state += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            return (uint)((mixed ^ (mixed >> 31)) >> 32);
        }
    }
}
