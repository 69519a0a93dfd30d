namespace ManagedENet.Simulation.Blind;

/// <summary>How somebody guesses who can write any address into a datagram and read no answer.</summary>
internal enum BlindWay
{
    /// <summary>One attempt, whose question it repeats so that it stays, and has eight times that would be right: most guesses miss its name.</summary>
    OneAttempt,

    /// <summary>Thousands of attempts in the name of one address, as many in a second as are answered: three of four names lead to one.</summary>
    ManyAttempts,
}
