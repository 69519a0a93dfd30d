using System;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The service round of a host, in native's order and as a state machine that waits for nobody: whoever drives it asks for the next step, does it, and asks again. Every
/// face, and every host of the tests, drives this one.
/// </summary>
/// <remarks>
/// <code>
///   events that wait  -->  send  -->  receive (up to 256)  -->  send  -->  events  -->  rest
///
///   while ((step = round.Next(nowUs)) != RoundStep.Rest)
///       Send:     while (transport has a slot and round.TryWrite(slot, out length, out path, out options)) commit; flush
///       Receive:  while (round.WantsDatagram and transport has a datagram) round.Handle(path, datagram, ref sink)
///       Event:    round.TryTakeEvent(out e)
/// </code>
/// </remarks>
internal sealed class Round
{
    // A process that was stopped, or busy with something else, for longer than this must not drop peers whose acknowledgements wait in the socket.
    private const long LongestPauseUs = 1_000_000;

    private readonly Host _host;
    private readonly bool _judgesBeforeReading;
    private Stage _stage;
    private int _budget;
    private long _roundUs;
    private long _awakeByUs;
    private long _caughtUpByUs;
    private long _readUs;
    private bool _isCatchingUp;
    private bool _isFlushing;
    private bool _mustSendAgain;

    /// <summary>The rounds of a host whose time has been set to its start.</summary>
    public Round(Host host, bool judgesBeforeReading)
    {
        _host = host;
        _roundUs = host.NowUs;
        _awakeByUs = host.NowUs;
        _readUs = host.NowUs;
        _judgesBeforeReading = judgesBeforeReading;
    }

    private enum Stage
    {
        Start,
        FirstSend,
        Receive,
        SecondSend,
    }

    /// <summary>
    /// True, as in native: an event that sending or a single datagram raises ends the round at once, and the next one starts anew. False: the round goes on when the event
    /// was taken, or without it being taken at all when <see cref="IgnoresEvents"/> says so.
    /// </summary>
    public bool EndsAtEvents { get; set; } = true;

    /// <summary>The round takes no events: an application that is late with them must not keep the network waiting.</summary>
    public bool IgnoresEvents { get; set; }

    /// <summary>
    /// Until the round is over, whoever has some acknowledgements to send and nothing else waits for the next pass: the application comes back at once, and what it says then takes them along.
    /// </summary>
    public bool HoldsAcknowledgements { get; set; }

    /// <summary>True while the round takes another datagram.</summary>
    // Requirement: DGM-028
    public bool WantsDatagram => _budget > 0 && !(EndsAtEvents && _host.HasRaisedEvent);

    /// <summary>True when the next step starts a round, for which the time is wanted.</summary>
    public bool NeedsTime => _stage == Stage.Start && !_mustSendAgain && (IgnoresEvents || !_host.HasEvent);

    /// <summary>When the last round started, microseconds of the host's time.</summary>
    public long StartedUs => _roundUs;

    /// <summary>The next step.</summary>
    /// <param name="nowUs">The time in microseconds. It is read once for a round, at its start.</param>
    public RoundStep Next(long nowUs)
    {
        if (_mustSendAgain)
        {
            _mustSendAgain = false;
            return BeginSending(_stage);
        }

        switch (_stage)
        {
            case Stage.Start:
                if (_host.HasEvent && !IgnoresEvents) return RoundStep.Event;
                Begin(nowUs);
                HoldsAcknowledgements = false;
                return BeginSending(Stage.FirstSend);

            case Stage.FirstSend:
                if (_host.HasRaisedEvent && !IgnoresEvents) return RaisedEvent();
                _stage = Stage.Receive;
                _budget = ProtocolConstants.DatagramsPerReceivePass;
                return RoundStep.Receive;

            case Stage.Receive:
                if (_host.HasRaisedEvent && !IgnoresEvents) return RaisedEvent();
                // Whoever drives the round stops before the round has enough only when nothing more has arrived.
                if (_budget > 0 || _host.NowUs >= _caughtUpByUs) _isCatchingUp = false;
                if (_budget > 0) NoteRead();
                return BeginSending(Stage.SecondSend);

            default:
                if (_host.HasRaisedEvent && !IgnoresEvents) return RaisedEvent();
                _stage = Stage.Start;
                return _host.HasEvent && !IgnoresEvents ? RoundStep.Event : RoundStep.Rest;
        }
    }

    /// <summary>Starts a pass that sends what is queued and looks neither at time-outs nor at what has arrived (<c>enet_host_flush</c>); <see cref="TryWrite"/> follows.</summary>
    public void BeginFlush(long nowUs)
    {
        _isFlushing = true;
        HoldsAcknowledgements = false;
        _host.BeginSendPass(nowUs, checkTimeouts: false);
    }

    /// <summary>Writes the next datagram of a pass; false when the pass is over.</summary>
    /// <param name="destination">At least 4,096 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="path">Where the datagram goes, and the address it leaves from; unset where the system is to choose that.</param>
    /// <param name="options">How it is to be sent.</param>
    public bool TryWrite(Span<byte> destination, out int length, out DatagramPath path, out DatagramSendOptions options) =>
        _host.TryWriteDatagram(destination, out length, out path, out options, IgnoresEvents || _isFlushing);

    /// <summary>Counts a datagram that was kept from the host.</summary>
    public void Intercepted(int bytes)
    {
        _budget--;
        _host.CountIntercepted(bytes);
    }

    /// <summary>The round takes no more datagrams although there may be more.</summary>
    public void StopReceiving() => _budget = 0;

    /// <summary>Takes a datagram, as the host does. Its bytes may be overwritten.</summary>
    public void Handle<TSink>(in DatagramPath path, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        _budget--;
        _host.HandleDatagram(_host.NowUs, path, datagram, ref sink);
    }

    /// <summary>
    /// Whoever drives the rounds waits for datagrams until then, in microseconds of the host's time, and comes back at the first. A round that starts much later than it could is
    /// late: nobody looked at the network in between.
    /// </summary>
    public void RestsUntil(long untilUs) => _awakeByUs = untilUs;

    /// <summary>Gives up what is left of the round: the next step starts a new one.</summary>
    public void End()
    {
        _stage = Stage.Start;
        _mustSendAgain = false;
        HoldsAcknowledgements = false;
    }

    private void Begin(long nowUs)
    {
        // After a pause - a debugger, a suspended machine, a clock that jumped - the acknowledgements that everybody seems to owe us may all wait in the socket. Nobody is
        // judged before it has been read to its end, and what was sent before the pause tells nothing about the round trip.
        // Requirement: REL-071, DEV-070
        bool isLate = nowUs - LongestPauseUs > Math.Max(_roundUs, _awakeByUs) && !_judgesBeforeReading;
        if (isLate)
        {
            _isCatchingUp = true;
            _caughtUpByUs = nowUs + LongestPauseUs;
            _host.NotePause(nowUs);
        }

        _host.NoteWatched(Math.Max(_readUs, Math.Min(nowUs, _awakeByUs)));
        // Whoever came back earlier than it was to does not look at the network any longer.
        _awakeByUs = Math.Min(_awakeByUs, nowUs);
        _host.AdvanceTime(nowUs);
        _roundUs = _host.NowUs;
        // A socket that is never empty must not keep anybody from being judged.
        if (_roundUs - _readUs > LongestPauseUs && !_isCatchingUp) NoteRead();
    }

    private void NoteRead()
    {
        _readUs = _host.NowUs;
        _host.NoteRead(_readUs);
    }

    private RoundStep BeginSending(Stage stage)
    {
        _stage = stage;
        _isFlushing = false;
        _host.BeginSendPass(_host.NowUs, checkTimeouts: !_isCatchingUp);
        return RoundStep.Send;
    }

    // A time-out ends a pass with its event; the connections behind it have their turn in the next one.
    private RoundStep RaisedEvent()
    {
        if (EndsAtEvents)
        {
            _stage = Stage.Start;
            return RoundStep.Event;
        }

        _mustSendAgain = _stage != Stage.Receive;
        return RoundStep.Event;
    }
}
