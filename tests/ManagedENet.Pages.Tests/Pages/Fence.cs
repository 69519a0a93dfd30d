using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Pages.Tests.Pages;

/// <summary>A fenced block of a page. <paramref name="Line"/> is the page's line of the first line of <paramref name="Text"/>; <paramref name="Words"/> are what stands behind the fence.</summary>
internal sealed record Fence(int Line, IReadOnlyList<string> Words, string Text)
{
    /// <summary>The word behind a csharp fence whose program goes on until it is stopped, while the following ones of the page run.</summary>
    public const string Serves = "serves";

    /// <summary>The word behind a csharp fence that is a script for Unity; a stand-in for the engine plays it.</summary>
    public const string Unity = "unity";

    public string Language => Words.Count == 0 ? "" : Words[0];

    public bool IsProgram => Language == "csharp";

    public bool IsServing => Words.Contains(Serves, StringComparer.Ordinal);

    public bool IsUnity => Words.Contains(Unity, StringComparer.Ordinal);

    public bool IsShell => Language is "" or "sh" or "bash" or "console" or "shell";

    /// <summary>The commands of a shell block: lines, where those that end in a backslash go on in the next one.</summary>
    public IEnumerable<string> Commands => Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
