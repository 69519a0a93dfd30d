using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// One direction of a host's memory: what is really held, what each connection may have of it, and who is refused first when it runs short. There is no other place
/// that decides over fairness.
/// </summary>
/// <remarks>
/// <code>
///   held  0 ................... half ................... fifteen sixteenths ........ the host's limit
///            a connection may       only up to its fair share:          only up to a sixteenth of the
///            have up to its own     the same half, divided by           limit, divided by the slots
///            limit                  the connections
/// </code>
/// The first half is there for whoever comes, the second in equal shares for those who are there: so the limit refuses nobody who is below its share, as long as the
/// connections do not become more. What is left is for those who come when others have taken larger shares: it suffices for all, whoever comes and goes.
/// </remarks>
internal sealed class LedgerSide
{
    /// <summary>How far what is next may go beyond a limit, for each connection: the longest packet of one datagram, with what keeping it takes.</summary>
    // Requirement: LIM-019
    public const int NextBytes = ProtocolConstants.MaximumMtu + 256;

    private const int ReservePart = 16;

    private readonly long _peerLimit;
    private readonly long _queueLimit;
    private readonly long _behindLimit;
    private readonly long _hostLimit;
    private readonly long _usable;
    private readonly long _half;
    private readonly long _floor;
    private readonly bool _hasOneSlot;

    // What the usual case compares with: the limits, or below them the place where it must look twice.
    private long _cap;
    private long _queueCap;
    private long _watch;
    private long _relaxAt;
    private long _share;
    private bool _isTight;

    /// <summary>A side with nothing held.</summary>
    /// <param name="holder">How blocks name it.</param>
    /// <param name="peerLimit">Bytes of one connection.</param>
    /// <param name="queueLimit">Those of them that packets to be sent may take.</param>
    /// <param name="behindLimit">Those of them that may wait behind a gap.</param>
    /// <param name="hostLimit">Bytes of all connections together.</param>
    /// <param name="slots">Connections that the host can have.</param>
    public LedgerSide(BlockHolder holder, long peerLimit, long queueLimit, long behindLimit, long hostLimit, int slots)
    {
        Holder = holder;
        _peerLimit = peerLimit;
        _queueLimit = queueLimit;
        _behindLimit = behindLimit;
        _hostLimit = hostLimit;
        _hasOneSlot = slots == 1;
        long reserve = _hasOneSlot ? 0 : hostLimit / ReservePart;
        _usable = hostLimit - reserve;
        _half = _usable / 2;
        _floor = reserve / slots;
        ShareAmong(0);
    }

    /// <summary>How blocks name it.</summary>
    public BlockHolder Holder { get; }

    /// <summary>Bytes that are really held for connections, places of pages that wait for use included.</summary>
    public long Held { get; private set; }

    /// <summary>Bytes that all connections together may hold.</summary>
    public long HostLimit => _hostLimit;

    /// <summary>Bytes that the packets of one connection may take.</summary>
    public long QueueLimit => _queueLimit;

    /// <summary>Bytes that a connection may hold when more than half of the host's limit is in use.</summary>
    public long FairShare => _share;

    /// <summary>Asks for memory that is the account's alone, before it is taken.</summary>
    public bool TryGrow(ref Account account, long bytes, Claim claim) => TryGrow(ref account, bytes, bytes, claim);

    /// <summary>Asks for memory before it is taken; false, and nothing has changed, when a limit does not allow it.</summary>
    /// <param name="account">Who is responsible for it.</param>
    /// <param name="bytes">What the account becomes responsible for.</param>
    /// <param name="held">What of it is new: a place of a page that is there, or a block that somebody else holds already, is not.</param>
    /// <param name="claim">What it is for.</param>
    // Requirement: LIM-012
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGrow(ref Account account, long bytes, long held, Claim claim)
    {
        long used = account.Used + bytes;
        long total = Held + held;
        if (used > (claim == Claim.Queue ? _queueCap : _cap) || total > _watch || claim == Claim.Behind) return TryGrowWithin(ref account, bytes, held, claim);
        account.Used = used;
        Held = total;
        return true;
    }

    /// <summary>What <see cref="TryGrow(ref Account, long, long, Claim)"/> would answer.</summary>
    public bool MayGrow(in Account account, long bytes, long held, Claim claim) =>
        claim == Claim.Must || Fits(account, bytes, held, claim) || (claim == Claim.Next && account.Beyond + bytes <= NextBytes);

    /// <summary>Notes memory that no limit refuses.</summary>
    public void Grow(ref Account account, long bytes, long held) => TryGrow(ref account, bytes, held, Claim.Must);

    /// <summary>Gives back what the account alone held.</summary>
    public void Shrink(ref Account account, long bytes) => Shrink(ref account, bytes, bytes);

    /// <summary>Gives memory back; the other way round than it was asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Shrink(ref Account account, long bytes, long held)
    {
        account.Used -= bytes;
        if (account.Beyond != 0) account.Beyond = (int)Math.Max(account.Beyond - bytes, 0);
        Drop(held);
    }

    /// <summary>Asks for a place in a page that is there.</summary>
    // Requirement: LIM-012
    public bool TryGrowPlace(ref Account account, long bytes, Claim claim)
    {
        long used = account.Used + bytes;
        if (used > (claim == Claim.Queue ? _queueCap : _cap) || claim == Claim.Behind) return TryGrowWithin(ref account, bytes, 0, claim);
        account.Used = used;
        return true;
    }

    /// <summary>Gives a place in a page back; the page stays.</summary>
    public void ShrinkPlace(ref Account account, long bytes)
    {
        account.Used -= bytes;
        if (account.Beyond != 0) account.Beyond = (int)Math.Max(account.Beyond - bytes, 0);
    }

    /// <summary>Gives memory back that was asked for with this claim.</summary>
    public void Shrink(ref Account account, long bytes, long held, Claim claim)
    {
        if (claim == Claim.Behind) account.Behind -= bytes;
        Shrink(ref account, bytes, held);
    }

    /// <summary>Asks for a page, whose places the accounts take one by one.</summary>
    public bool TryHold(long bytes, Claim claim)
    {
        if (Held >= _hostLimit && claim is Claim.Queue or Claim.Behind) return false;
        Held += bytes;
        Refit();
        return true;
    }

    /// <summary>Gives a page back.</summary>
    public void Drop(long bytes)
    {
        Held -= bytes;
        if (Held <= _relaxAt) Refit();
    }

    /// <summary>What waited behind a gap is next now: it no longer counts against the limit for what waits.</summary>
    public static void MoveUp(ref Account account, long bytes) => account.Behind -= bytes;

    /// <summary>What was asked for otherwise waits behind a gap all the same.</summary>
    public static void MoveBack(ref Account account, long bytes) => account.Behind += bytes;

    /// <summary>The number of connections has changed, and with it the share of each.</summary>
    // Requirement: LIM-018
    public void ShareAmong(int connections)
    {
        _share = _hasOneSlot ? _hostLimit : Math.Max(_half / Math.Max(connections, 1), _floor);
        SetLimits();
    }

    // Requirement: LIM-019
    private bool TryGrowWithin(ref Account account, long bytes, long held, Claim claim)
    {
        if (!MayGrow(account, bytes, held, claim)) return false;
        if (claim == Claim.Next && !Fits(account, bytes, held, claim)) account.Beyond += (int)bytes;
        account.Used += bytes;
        if (claim == Claim.Behind) account.Behind += bytes;
        Held += held;
        Refit();
        return true;
    }

    // Requirement: LIM-018
    private bool Fits(in Account account, long bytes, long held, Claim claim)
    {
        long used = account.Used + bytes;
        long total = Held + held;
        if (used > (claim == Claim.Queue ? _queueLimit : _peerLimit) || (claim == Claim.Behind && account.Behind + bytes > _behindLimit)) return false;
        return total <= _half || (total <= _usable && used <= _share) || (total <= _hostLimit && used <= _floor);
    }

    private void Refit()
    {
        if (Held > _half == _isTight) return;
        _isTight = !_isTight;
        SetLimits();
    }

    private void SetLimits()
    {
        long share = _isTight ? _share : long.MaxValue;
        _cap = Math.Min(_peerLimit, share);
        _queueCap = Math.Min(_queueLimit, share);
        _watch = _isTight ? _usable : _half;
        _relaxAt = _isTight ? _half : long.MinValue;
    }
}
