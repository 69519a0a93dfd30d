using System;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>
/// What a host does: the core, its transport and its time, who may call, the rounds, and the events. The faces of <see cref="ENetHost"/> stand on it.
/// </summary>
internal sealed partial class Engine : IDisposable
{
    // An application that takes one event a frame is late; this often the network has its turn all the same.
    private const long LatestRoundUs = 10_000;

    // Connects and ends that nobody takes: beyond this many for each slot the network waits for the application again.
    private const int MostRaisedPerSlot = 4;
    private const long LateAfterUs = 1_000_000;

    private readonly ENetHost _host;
    private readonly ENetHostOptions _options;
    private readonly HostClock _clock;
    private readonly HostGate _gate = new();
    private readonly Mailbox _mailbox = new();
    private readonly HostCodecs _codecs;
    private readonly Driver _driver;
    private int _ownerThreadId = Environment.CurrentManagedThreadId;
    private long _nowUs;
    private long _lateSinceUs = long.MaxValue;
    private bool _isHandlingDatagram;
    private bool _isFlushWanted;
    private int _isWaiting;
    private bool _isComingBack;
    private int _seenReceipts;
    private DatagramPath _shown;
    private ConnectionEvent _heldEvent;
    private bool _isEventHeld;

    /// <summary>Makes the parts of a host; when that fails the transport is still the caller's.</summary>
    public Engine(ENetHost host, IDatagramTransport transport, ENetHostOptions options, TimeProvider? timeProvider)
    {
        _host = host;
        _options = options;
        Seat = new TransportSeat(transport);
        OverheadBytes = transport.OverheadBytes;
        _clock = new HostClock(timeProvider);
        ReadClock();
        _codecs = new HostCodecs(options);
        try
        {
            Core = new Host(options.ToCoreOptions(OverheadBytes, _codecs), options.Random ?? new StrongRandomSource(), _nowUs);
            // Last of all: a host that could not be made leaves the log to another.
            options.EventLog?.Claim();
        }
        catch
        {
            Core?.Dispose();
            _codecs.Dispose();
            throw;
        }

        _driver = new Driver(Core, Seat, _clock, options.ReceiveTimeLimit);
        Peers = new PeerList(host, options.PeerLimit);
        Notices = new HostNotices(Core, Seat, _codecs);
        Telemetry = new HostTelemetry(Core, Seat, options.Name);
    }

    public Host Core { get; }

    public IDatagramTransport Transport => Seat.Current;

    /// <summary>Where the transport is put in.</summary>
    public TransportSeat Seat { get; }

    /// <summary>Bytes that the transport adds to each datagram.</summary>
    public int OverheadBytes { get; }

    public PeerList Peers { get; }

    public HostNotices Notices { get; }

    /// <summary>What others see of the host: any thread, and the meters of the process.</summary>
    public HostTelemetry Telemetry { get; }

    /// <summary>Is called in a service call of the handler face when all that one datagram has brought was handed out; null when nobody wants to know.</summary>
    public Action? HandedOut { get; set; }

    /// <summary>Is called when a service call has found nothing more to do, and is about to wait; null when nobody wants to know.</summary>
    public Action? Resting { get; set; }

    /// <summary>True inside a service call, a flush or a send.</summary>
    public bool IsInCall => _gate.IsRunning;

    /// <summary>True when an event waits.</summary>
    public bool HasEvent => _isEventHeld || Core.HasEvent;

    /// <summary>The host's time in microseconds. Once for each step: what follows goes by the same moment.</summary>
    public long ReadClock() => _nowUs = _clock.NowUs;

    /// <summary>Called first by every public member, also those of peers.</summary>
    // Requirement: LIM-032
    public void VerifyAccess()
    {
        if (!IsOnOwnerThread) ThrowForeignThread();
        if (_gate.IsClosed) throw new ObjectDisposedException(nameof(ENetHost));
    }

    /// <summary>Makes the calling thread the owner.</summary>
    public void AttachToCurrentThread()
    {
        if (_gate.IsClosed) throw new ObjectDisposedException(nameof(ENetHost));
        if (IsOnOwnerThread) return;
        if (!_gate.TryEnter())
        {
            throw new InvalidOperationException("Another thread is servicing this host; let its Service call return before you attach the host to this thread.");
        }

        _ownerThreadId = Environment.CurrentManagedThreadId;
        Core.Attach();
        Exit();
    }

    /// <summary>Closes the host, at once or as the call that runs on another thread ends.</summary>
    public void Dispose()
    {
        bool isOwner = IsOnOwnerThread;
        if (isOwner && _gate.IsRunning) throw new InvalidOperationException("A handler cannot dispose the host that calls it; dispose it after Service has returned.");
        if (_gate.TryClose()) Close(isOwner);
        else Transport.Wake();
    }

    /// <summary>Goes on with another transport.</summary>
    /// <param name="open">Opens it.</param>
    // Requirement: LIM-047
    public void Rebind(Func<IDatagramTransport> open)
    {
        if (!_gate.TryEnter()) throw new InvalidOperationException("A handler cannot rebind the host that calls it; do it after Service has returned.");
        try
        {
            IDatagramTransport former = Transport;
            IDatagramTransport next = OpenBeside(former, open);
            _driver.Forget();
            Core.ForgetLocals();
            Seat.Replace(next);
            former.Dispose();
            Notices.AddStartNotices();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Begins a service call.</summary>
    public void EnterService()
    {
        VerifyAccess();
        if (!_gate.TryEnter()) throw new InvalidOperationException("A handler cannot service the host that calls it, or take its events; do it after Service has returned.");
        Telemetry.BeginWork();
    }

    /// <summary>Any thread: the service call that waits, or the next one that would, comes back.</summary>
    public void Wake()
    {
        _mailbox.Wake();
        NetworkThread.Gap();
        // A thread that does not wait looks into the mailbox before it does, and needs no call of the system.
        if (Volatile.Read(ref _isWaiting) != 0) Transport.Wake();
    }

    /// <summary>The host's own thread, inside a call: it comes back instead of waiting.</summary>
    public void ComeBack() => _mailbox.Wake();

    /// <summary>Any thread: something is to be done by the next service call, or by the one that waits. False when the host is closed.</summary>
    public bool TryPost<TState>(Action<ENetHost, TState> action, TState state)
    {
        if (_gate.IsClosed) return false;
        NetworkThread.Gap();
        _mailbox.Add(action, state);
        NetworkThread.Gap();
        Wake();
        return true;
    }

    /// <summary>A service call begins: does what other threads want to be done.</summary>
    public void RunPosted()
    {
        _isComingBack = false;
        _seenReceipts = Core.KnownReceipts;
        if (_mailbox.HasLetters) _mailbox.Run(_host);
    }

    /// <summary>Begins a call that sends; false when it is part of one that runs, and does not leave.</summary>
    public bool TryEnter() => _gate.TryEnter();

    /// <summary>Ends a call that has entered, and closes the host when another thread has asked for that meanwhile.</summary>
    public void Exit()
    {
        Telemetry.EndWork(Peers, _nowUs);
        if (_gate.Exit()) Close(isOwner: true);
    }

    /// <summary>The next event for the poll face, if one waits already.</summary>
    public bool TryTakeWaiting(out ConnectionEvent e)
    {
        Notices.Raise();
        if (HasEvent) RunLateRound();
        else _lateSinceUs = long.MaxValue;
        return TryTakeEvent(out e);
    }

    /// <summary>Begins the rounds of a service call.</summary>
    public void Start(bool endsAtEvents) => _driver.Start(endsAtEvents, ignoresEvents: false);

    /// <summary>The next step of the rounds.</summary>
    public RoundStep Next() => _driver.Next();

    /// <summary>When a call that starts with the round at hand is over.</summary>
    public long EndOf(long timeoutUs) => _driver.EndOf(timeoutUs);

    /// <summary>Waits until there may be work; false when the time of the call is over, or somebody wants it to be.</summary>
    public bool WaitForWork(long endUs)
    {
        Resting?.Invoke();
        // Nothing else tells that there is a receipt.
        if (_isComingBack || Core.KnownReceipts != _seenReceipts) return false;
        // Whoever wakes from now on finds that somebody waits; who did before is seen now.
        Interlocked.Exchange(ref _isWaiting, 1);
        NetworkThread.Gap();
        bool isWoken = _mailbox.TakeWake();
        bool hasWork = !isWoken && Wait(endUs);
        Volatile.Write(ref _isWaiting, 0);
        if (!isWoken) return hasWork;
        if (!_mailbox.HasLetters) return false;
        // One more round sends what they have queued; what they post is done by the next call.
        _mailbox.Run(_host);
        return _isComingBack = true;
    }

    /// <summary>The next datagram that has arrived.</summary>
    public bool TryNextDatagram(out Span<byte> datagram, out DatagramPath path) => _driver.TryNextDatagram(out datagram, out path);

    /// <summary>The path of a datagram of the application's own: what answers the one that an interceptor is shown leaves from the address which that came to.</summary>
    // Requirement: ADM-015
    public DatagramPath PathTo(in ENetAddress to) => to == _shown.Remote ? _shown : new DatagramPath(to);

    /// <summary>A place for a datagram of the application's own.</summary>
    public bool TryGetSendSlot(out Span<byte> slot) => _driver.TryGetSendSlot(out slot);

    /// <summary>A send pass of the round.</summary>
    public void Send()
    {
        _nowUs = Core.NowUs;
        _driver.Send();
        Notices.NoteRefusals(_nowUs);
    }

    /// <summary>The send pass of a command that native flushes at once, such as <c>enet_peer_disconnect_now</c>.</summary>
    public void FlushCommands()
    {
        // A handler runs in the middle of a datagram, and the core finishes that first.
        _isFlushWanted = _isHandlingDatagram;
        if (_isHandlingDatagram) return;
        bool hasEntered = _gate.TryEnter();
        try
        {
            _driver.Flush();
            Notices.NoteRefusals(_nowUs);
        }
        finally
        {
            if (hasEntered) Exit();
        }
    }

    /// <summary>The call is about to end with something for the application.</summary>
    public void HoldAcknowledgements() => _driver.HoldAcknowledgements();

    /// <summary>Takes everything that has arrived; packets wait as events.</summary>
    public void ReceiveAll()
    {
        NoSink none = default;
        _nowUs = Core.NowUs;
        while (TryNextDatagram(out Span<byte> datagram, out DatagramPath path)) HandleDatagram(datagram, path, ref none);
    }

    /// <summary>Takes one datagram.</summary>
    public void HandleDatagram<TSink>(Span<byte> datagram, in DatagramPath path, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (_options.Interceptor is { } interceptor && IsKept(interceptor, path, datagram)) return;

        // The core calls the user's approver, codecs and handler from here. What an approver or a codec throws passes through: the datagram is taken out of the batch already,
        // and the next call goes on behind it.
        _isHandlingDatagram = true;
        try
        {
            _driver.Round.Handle(path, datagram, ref sink);
        }
        finally
        {
            _isHandlingDatagram = false;
        }

        Notices.NoteDrop(datagram, path.Remote, _nowUs);
        if (_isFlushWanted) FlushCommands();
    }

    private bool Wait(long endUs)
    {
        Telemetry.EndWork(Peers, _nowUs);
        bool hasWork = _driver.WaitForWork(endUs, _gate);
        Telemetry.BeginWork();
        return hasWork;
    }

    /// <summary>The calling thread is the one whom the host belongs to.</summary>
    public bool IsOnOwnerThread => _ownerThreadId == Environment.CurrentManagedThreadId;

    /// <summary>
    /// A round beside the events that wait: whoever takes one event a frame must not keep acknowledgements waiting, or lose its connections.
    /// <see cref="ENetHostOptions.MaximumWaitingBytes"/> bounds what waits then.
    /// </summary>
    // Requirement: REL-072, DEV-075
    private void RunLateRound()
    {
        if (ReadClock() - _driver.Round.StartedUs < LatestRoundUs || Core.RaisedEvents > _options.PeerLimit * MostRaisedPerSlot) return;
        _driver.Start(endsAtEvents: false, ignoresEvents: true);
        for (RoundStep step = _driver.Next(); step != RoundStep.Rest; step = _driver.Next())
        {
            if (step == RoundStep.Send) Send();
            else if (step == RoundStep.Receive) ReceiveAll();
        }

        if (_lateSinceUs == long.MaxValue) _lateSinceUs = _nowUs;
        if (_nowUs - _lateSinceUs >= LateAfterUs) Notices.NoteLateness(_nowUs);
    }

    // Two sockets cannot have one port: for the port that the host has, the former one must go first.
    private IDatagramTransport OpenBeside(IDatagramTransport former, Func<IDatagramTransport> open)
    {
        try
        {
            return open();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            _driver.Forget();
            Seat.Replace(new ClosedTransport(former.LocalEndPoint, OverheadBytes));
            former.Dispose();
            return open();
        }
    }

    private bool IsKept(IDatagramInterceptor interceptor, in DatagramPath path, ReadOnlySpan<byte> datagram)
    {
        bool isKept = true;
        _shown = path;
        try
        {
            isKept = interceptor.Intercept(_host, path.Remote, datagram);
        }
        finally
        {
            _shown = default;
            // As in native, what was kept is counted with the rest. What the core gets to see it counts itself.
            if (isKept) _driver.Round.Intercepted(datagram.Length);
        }

        return isKept;
    }

    // The owner may be in the middle of something that needs no transport and no gate, such as queueing a packet: its core is left to it, and to the collector.
    private void Close(bool isOwner)
    {
        try
        {
            // Nothing that was handed out stays without an acknowledgement.
            if (isOwner && Core.HoldsAcknowledgements) _driver.Flush();
        }
        catch (Exception)
        {
            // A codec of the application threw: the datagram is lost as if the network had dropped it, and the host closes all the same.
        }

        if (isOwner) Core.Dispose();
        Telemetry.Dispose(Peers, isOwner);
        Transport.Dispose();
        _codecs.Dispose();
    }

    private void ThrowForeignThread() => throw new InvalidOperationException(
        $"This host belongs to thread {_ownerThreadId} and was called from thread {Environment.CurrentManagedThreadId}. "
        + "Use a host and its peers from one thread; to hand them over for good, call AttachToCurrentThread on the new one.");
}
