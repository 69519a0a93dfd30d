namespace ManagedENet.Simulation.Blind;

/// <summary>What became of guesses.</summary>
/// <param name="Guesses">Acknowledgements that were sent blindly.</param>
/// <param name="Named">Those that named an attempt which was there.</param>
/// <param name="InSession">Of these, those with the right session: number and time were looked at.</param>
/// <param name="Taken">Those that made a connection.</param>
/// <param name="Answers">Answers that the host gave, as many as attempts began or were answered again.</param>
/// <param name="Worlds">Hosts.</param>
/// <param name="Proved">Hosts at which, afterwards, somebody came in who had read the answer.</param>
/// <param name="VirtualSeconds">Time that all of it took at the hosts.</param>
internal readonly record struct BlindTally(long Guesses, long Named, long InSession, long Taken, long Answers, long Worlds, long Proved, double VirtualSeconds)
{
    public static BlindTally operator +(in BlindTally a, in BlindTally b) => new(
        a.Guesses + b.Guesses,
        a.Named + b.Named,
        a.InSession + b.InSession,
        a.Taken + b.Taken,
        a.Answers + b.Answers,
        a.Worlds + b.Worlds,
        a.Proved + b.Proved,
        a.VirtualSeconds + b.VirtualSeconds);
}
