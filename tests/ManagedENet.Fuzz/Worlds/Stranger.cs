using System;
using System.Buffers.Binary;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Somebody at an address: what its host has told it, and what went both ways.</summary>
internal sealed class Stranger
{
    private const int Kept = 8;

    private readonly Owed[] _owed = new Owed[Kept];
    private readonly byte[] _question = new byte[48];
    private int _owedCount;
    private ByteSet _said;

    public Stranger(ENetAddress address, byte marker)
    {
        Address = address;
        Marker = marker;
    }

    public ENetAddress Address { get; }

    /// <summary>Its payloads are made of this byte and the seven behind it, which no other uses: what is delivered says whose it is.</summary>
    public byte Marker { get; }

    /// <summary>Bytes that came from it, as they were on the wire.</summary>
    public long Said { get; private set; }

    /// <summary>Bytes that were sent to it.</summary>
    public long Heard { get; private set; }

    /// <summary>Its host knows that it is where it says it is, or has asked it by itself.</summary>
    public bool IsProved { get; set; }

    /// <summary>The host's answer to its question, to be proved.</summary>
    public Offer? Offered { get; set; }

    /// <summary>The host has asked it.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>That question, as it came.</summary>
    public ReadOnlySpan<byte> Question => _question;

    /// <summary>A number for control commands, and for connect ids.</summary>
    public ushort Control { get; set; }

    public void Forget()
    {
        _said = default;
        _owedCount = 0;
        (Said, Heard, Control) = (0, 0, 0);
        (IsProved, IsAsked) = (false, false);
        Offered = null;
    }

    public void Say(int bytes) => Said += bytes;

    /// <summary>These bytes may be delivered from now on.</summary>
    public void MayDeliver(ReadOnlySpan<byte> bytes) => _said.Add(bytes);

    /// <summary>A byte that it has never sent, or -1.</summary>
    public int FindForeign(ReadOnlySpan<byte> delivered) => _said.FindOther(delivered);

    public void Hear(int bytes) => Heard += bytes;

    /// <summary>Takes note of a command that was sent to it.</summary>
    public void Note(WireKind kind, ReadOnlySpan<byte> command, ushort sentTime)
    {
        if (kind == WireKind.Verify)
        {
            Offered = new Offer(
                BinaryPrimitives.ReadUInt16BigEndian(command[4..]), command[7], BinaryPrimitives.ReadUInt16BigEndian(command[2..]), sentTime, BinaryPrimitives.ReadUInt32LittleEndian(command[40..]));
        }

        if (kind == WireKind.Connect)
        {
            command.CopyTo(_question);
            IsAsked = true;
        }

        if ((command[0] & 0x80) == 0) return;
        _owed[_owedCount++ % Kept] = new Owed(command[1], BinaryPrimitives.ReadUInt16BigEndian(command[2..]), sentTime);
    }

    /// <summary>What it was sent and has to acknowledge, the newest first.</summary>
    public Owed Owes(int back) => _owedCount == 0 ? default : _owed[(_owedCount - 1 - (back % Math.Min(_owedCount, Kept))) % Kept];

    internal readonly record struct Offer(int Name, int Session, ushort Sequence, ushort Time, uint ConnectId);

    internal readonly record struct Owed(byte Channel, ushort Sequence, ushort Time);
}
