namespace ManagedENet.Tool.CommandLine;

/// <summary>What the command answers to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done, and done well enough.</summary>
    public const int Success = 0;

    /// <summary>It ran, and failed: no connection, a threshold missed, a port taken.</summary>
    public const int Failed = 1;

    /// <summary>The arguments make no sense. One line on the error stream says why.</summary>
    public const int WrongArguments = 2;
}
