namespace ManagedENet.Protocol.Recovery;

/// <summary>Whether sending less makes the round trip shorter. Where half of it changes nothing, and hardly anything is lost, nothing of ours waits on the line.</summary>
internal struct DrainAttempt
{
    private const int MostRounds = 6;
    private const int ShareOfTheQueue = 8;
    private const int ShareOfLosses = 5;

    private uint _lowUs;
    private int _rounds;
    private long _acknowledged;
    private long _lost;

    /// <summary>The window before it, bytes; 0 while none runs.</summary>
    public double Window { get; private set; }

    /// <summary>It is over.</summary>
    public void End() => Window = 0;

    /// <summary>So many bytes have arrived.</summary>
    public void NoteAcknowledged(long bytes) => _acknowledged += bytes;

    /// <summary>So many are lost.</summary>
    public void NoteLost(int bytes) => _lost += bytes;

    /// <summary>A round was too long. True when that the window became smaller has changed nothing.</summary>
    /// <param name="window">The window now.</param>
    /// <param name="lowUs">The shortest round trip of the round.</param>
    /// <param name="lowestUs">What the way takes when nothing waits on it.</param>
    public bool IsInVain(double window, uint lowUs, uint lowestUs)
    {
        if (Window == 0)
        {
            Window = window;
            _lowUs = lowUs;
            _rounds = 0;
            _acknowledged = 0;
            _lost = 0;
            return false;
        }

        if (window > Window / 2 && ++_rounds < MostRounds) return false;
        bool isShorter = lowUs + ((_lowUs - lowestUs) / ShareOfTheQueue) < _lowUs;
        if (!isShorter && _lost * ShareOfLosses <= _acknowledged) return true;
        End();
        return false;
    }
}
