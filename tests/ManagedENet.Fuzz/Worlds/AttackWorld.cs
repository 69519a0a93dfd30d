using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>
/// One host and eight strangers who know the protocol, where its windows are, and everything that the host keeps of them: they ask, answer, connect, send what no honest end would, and are
/// called by the host's application, which does what it likes as well. At the end a clean peer connects and talks, and nothing is left.
/// </summary>
internal sealed class AttackWorld : IFuzzWorld
{
    private const long StartUs = 100_000_000;
    private const int CheckEvery = 24;

    private static readonly ENetAddress CleanAddress = ENetAddress.FromIPv4(0x0A01_0101, 7_777);

    private readonly Stranger[] _strangers;
    private readonly CleanPeer _clean;
    private readonly AttackedHost _host;
    private readonly AttackerHand _hand;
    private readonly ApplicationHand _application;
    private readonly FuzzApprover _door = new();
    private readonly CountingLog _log = new();
    private readonly RangeCoder _coder = new();

    public AttackWorld()
    {
        var clean = new Stranger(CleanAddress, 0xC0);
        _strangers =
        [
            new(ENetAddress.FromIPv4(0x0A00_0001, 20_001), 0x80),
            new(ENetAddress.FromIPv4(0x0A00_0002, 20_002), 0x88),
            new(ENetAddress.FromIPv4(0x0A00_0003, 20_003), 0x90),
            // The same machine, another port.
            new(ENetAddress.FromIPv4(0x0A00_0003, 20_004), 0x98),
            // One network of 64 bits.
            new(new ENetAddress(0x2001_0DB8_0000_0001, 1, 20_005), 0xA0),
            new(new ENetAddress(0x2001_0DB8_0000_0001, 2, 20_006), 0xA8),
            // Whom nobody can answer.
            new(ENetAddress.FromIPv4(0xE000_0001, 20_007), 0xB0),
            new(ENetAddress.FromIPv4(0xFFFF_FFFF, 20_008), 0xB8),
            clean,
        ];
        _host = new AttackedHost(_strangers);
        _hand = new AttackerHand(_host, _strangers);
        _application = new ApplicationHand(_host, _strangers);
        _clean = new CleanPeer(_host, clean, _hand);
    }

    public long Datagrams => _hand.Datagrams;

    /// <summary>What was reached, when somebody asks for it; null costs nothing.</summary>
    public AttackFacts? Facts
    {
        get => _hand.Facts;
        set => _hand.Facts = value;
    }

    public void Execute(ReadOnlySpan<byte> input)
    {
        Span<byte> head = stackalloc byte[FuzzInput.HeadBytes];
        input[..Math.Min(input.Length, head.Length)].CopyTo(head);
        foreach (Stranger stranger in _strangers) stranger.Forget();
        _door.IsLenient = false;
        _host.Begin(AttackSettings.Read(head, _door, _coder, _log), AttackSettings.Seed(head), StartUs);
        _hand.Begin(AttackSettings.HasChecksum(head), AttackSettings.HasCompressor(head));
        _application.Begin();
        int records = FuzzInput.CountRecords(input);
        for (int i = 0; i < records; i++)
        {
            ReadOnlySpan<byte> record = FuzzInput.Record(input, i);
            var what = (Act)(record[0] % (int)Act.Count);
            if (what == Act.Raw)
            {
                int rest = Math.Min(record[2] & 31, records - i - 1);
                _hand.SendRaw(record, input.Slice(FuzzInput.HeadBytes + ((i + 1) * FuzzInput.RecordBytes), rest * FuzzInput.RecordBytes));
                i += rest;
            }
            else if (what < Act.FirstOfApplication)
            {
                _hand.Do(what, record);
            }
            else
            {
                _hand.SendPending();
                _application.Do(what, record);
            }

            if (i % CheckEvery == CheckEvery - 1) _host.Check();
        }

        End();
    }

    private void End()
    {
        _hand.SendPending();
        _host.Check();
        _door.IsLenient = true;
        _application.End();
        _clean.ConnectAndTalk();
        if (Facts is { } facts) facts.Note(_host.Core.Counters);
        _host.End();
        _host.Check();
    }
}
