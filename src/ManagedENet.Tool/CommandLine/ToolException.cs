using System;

namespace ManagedENet.Tool.CommandLine;

/// <summary>A failure that a person can do something about; its message is the one line that is shown.</summary>
internal sealed class ToolException : Exception
{
    public ToolException(string message)
        : base(message)
    {
    }
}
