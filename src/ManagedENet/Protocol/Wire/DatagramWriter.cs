using System;

namespace ManagedENet.Protocol.Wire;

/// <summary>
/// Puts commands into the caller's span. The place of the header is kept free in its long form; <see cref="HeaderSpace"/> tells how much that is.
/// The MTU is counted as native counts it: the header always weighs four bytes.
/// </summary>
internal ref struct DatagramWriter
{
    /// <summary>Bytes of a cell; see <see cref="TryAddCell"/>.</summary>
    public const int CellBytes = 64;

    private readonly Span<byte> _destination;
    private int _budget;
    private readonly int _longestBudget;
    private readonly int _commandLimit;

    /// <summary>An empty datagram.</summary>
    /// <param name="destination">Where it is written.</param>
    /// <param name="headerSpace">Bytes kept free in front of the commands.</param>
    /// <param name="budgetBytes">Most bytes of commands.</param>
    /// <param name="commandLimit">Most commands.</param>
    /// <param name="longestBudgetBytes">Most bytes of a command that is alone in its datagram, where the path takes less than both ends agreed on.</param>
    public DatagramWriter(Span<byte> destination, int headerSpace, int budgetBytes, int commandLimit, int longestBudgetBytes = 0)
    {
        _longestBudget = longestBudgetBytes;
        _destination = destination;
        HeaderSpace = headerSpace;
        Length = headerSpace;
        _budget = budgetBytes;
        _commandLimit = commandLimit;
        CommandCount = 0;
        HasSentTime = false;
    }

    /// <summary>Bytes kept free in front of the commands.</summary>
    public int HeaderSpace { get; }

    /// <summary>End of what was written, counted from the start of the destination.</summary>
    public int Length { get; private set; }

    /// <summary>Commands written.</summary>
    public int CommandCount { get; private set; }

    /// <summary>True once a command that wants an acknowledgement was written: only then the header carries the sent time.</summary>
    public bool HasSentTime { get; set; }

    /// <summary>Whether it may be cut on the way.</summary>
    public DatagramFragmentation Fragmentation { get; private set; }

    /// <summary>It must stay as long as it is, and is not compressed.</summary>
    public bool IsPadded { get; private set; }

    /// <summary>What the last command, once acknowledged, proves of the path: that it takes so many bytes.</summary>
    public readonly int ProvedBytes => Fragmentation == DatagramFragmentation.Allowed ? 0 : Length;

    /// <summary>Bytes of commands written.</summary>
    public int CommandBytes => Length - HeaderSpace;

    /// <summary>Bytes that may still be written.</summary>
    public int Room => _budget - CommandBytes;

    /// <summary>True when a command of this many bytes, payload included, may be added.</summary>
    public bool Fits(int bytes) => CommandCount < _commandLimit && bytes <= Room;

    /// <summary>True when a command may be added, or may be sent alone in a datagram that is longer than the path takes and cut on the way: it was made for a longer one.</summary>
    // Requirement: CGC-054, DEV-093
    public bool FitsOrIsCut(int bytes)
    {
        if (Fits(bytes)) return true;
        if (CommandCount > 0 || bytes <= _budget || bytes > _longestBudget) return false;
        _budget = bytes;
        Fragmentation = DatagramFragmentation.Allowed;
        return true;
    }

    /// <summary>Fills the datagram with zeros, which every reader takes for the end; it must not be cut on the way.</summary>
    public void Pad(int lengthBytes)
    {
        _destination.Slice(Length, lengthBytes - Length).Clear();
        Length = lengthBytes;
        Fragmentation = DatagramFragmentation.Forbidden;
        IsPadded = true;
    }

    /// <summary>How many commands of this many bytes each may still be added.</summary>
    public int RoomFor(int bytes) => Math.Max(0, Math.Min(_commandLimit - CommandCount, Room / bytes));

    /// <summary>Takes space for several commands of one size, headers included, to be filled in. Call only when they fit.</summary>
    public Span<byte> Add(int commands, int bytes)
    {
        Span<byte> space = _destination.Slice(Length, commands * bytes);
        Length += space.Length;
        CommandCount += commands;
        return space;
    }

    /// <summary>
    /// Adds a SEND_RELIABLE with the start of a cell as its payload. The whole cell is copied, which is faster than to copy just what belongs there; what is too much is
    /// written over by the next command, or lies behind the end. False when there is no room for that.
    /// </summary>
    public bool TryAddCell(in CommandHeader header, ushort length, int bytes, scoped ReadOnlySpan<byte> cell)
    {
        Span<byte> target = _destination.Slice(Length);
        if (target.Length < CommandLayout.SendReliableBytes + CellBytes) return false;
        header.Write(target);
        new SendReliableCommand(length).Write(target);
        cell.Slice(0, CellBytes).CopyTo(target.Slice(CommandLayout.SendReliableBytes, CellBytes));
        Length += bytes;
        CommandCount++;
        return true;
    }

    /// <summary>Takes space for a command, writes its header and returns the command's bytes to be filled in. Call only when it fits.</summary>
    public Span<byte> Add(in CommandHeader header, int bytes)
    {
        Span<byte> command = _destination.Slice(Length, bytes);
        header.Write(command);
        Length += bytes;
        CommandCount++;
        return command;
    }
}
