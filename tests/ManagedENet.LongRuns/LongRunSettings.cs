using System;
using System.Globalization;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns;

/// <summary>How much is measured. Results are recorded only when everything was, as thoroughly as it should be.</summary>
internal sealed record LongRunSettings
{
    /// <summary>The only run that is wanted; null is all of them.</summary>
    public string? Name { get; init; }

    /// <summary>How often each measurement is repeated.</summary>
    public int Repetitions { get; init; } = 4;

    /// <summary>How long each lasts after its start.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>How many go on at a time.</summary>
    public int SideBySide { get; init; } = 4;

    /// <summary>Only measurements whose name has this in it.</summary>
    public string Only { get; init; } = "";

    /// <summary>The only rule by which lines drop packets; null is each of them.</summary>
    public DropRule? Drop { get; init; }

    /// <summary>How many worlds are simulated.</summary>
    public int Seeds { get; init; } = 100_000;

    /// <summary>The seed of the first of them.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>The millisecond of a world from which on its datagrams are printed as well, where details are; 0 is never.</summary>
    public int WireFrom { get; init; }

    /// <summary>Hours of virtual time that a soak lasts.</summary>
    public int Hours { get; init; } = 72;

    /// <summary>Datagrams that hosts are to take, for the run that counts them.</summary>
    public long Datagrams { get; init; } = 1_000_000_000;

    /// <summary>Answers that are guessed, for the run that counts how many are right.</summary>
    public long Guesses { get; init; } = 1_000_000_000;

    /// <summary>How long the run that counts datagrams may take.</summary>
    public int Minutes { get; init; } = 120;

    /// <summary>What each tenth of a second brought is printed as well.</summary>
    public bool IsDetailed { get; init; }

    /// <summary>True when the results are good enough to be kept.</summary>
    public bool IsComplete => this with { Name = null, SideBySide = 0 } == new LongRunSettings { SideBySide = 0 };

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message says why.</exception>
    public static LongRunSettings Parse(ReadOnlySpan<string> arguments)
    {
        var settings = new LongRunSettings();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument == "--detailed")
            {
                settings = settings with { IsDetailed = true };
            }
            else if (!argument.StartsWith('-'))
            {
                if (settings.Name is not null) throw new ArgumentException($"One run at a time, not {settings.Name} and {argument}.");
                settings = settings with { Name = argument };
            }
            else if (++i == arguments.Length)
            {
                throw new ArgumentException($"{argument} needs a value.");
            }
            else
            {
                string value = arguments[i];
                settings = argument switch
                {
                    "--repetitions" => settings with { Repetitions = Number(argument, value) },
                    "--seconds" => settings with { Seconds = Number(argument, value) },
                    "--side-by-side" => settings with { SideBySide = Number(argument, value) },
                    "--seeds" => settings with { Seeds = Number(argument, value) },
                    "--first-seed" => settings with { FirstSeed = Number(argument, value) },
                    "--wire-from" => settings with { WireFrom = Number(argument, value) },
                    "--hours" => settings with { Hours = Number(argument, value) },
                    "--datagrams" => settings with { Datagrams = LongNumber(argument, value) },
                    "--guesses" => settings with { Guesses = LongNumber(argument, value) },
                    "--minutes" => settings with { Minutes = Number(argument, value) },
                    "--only" => settings with { Only = value },
                    "--drop" => settings with { Drop = Rule(argument, value) },
                    _ => throw new ArgumentException($"There is no {argument}; there are --repetitions, --seconds, --side-by-side, --seeds, --first-seed, --wire-from, --hours, --datagrams, --guesses, --minutes, --only, --drop and --detailed."),
                };
            }
        }

        return settings;
    }

    private static DropRule Rule(string argument, string value) => value switch
    {
        "at-limit" => DropRule.AtLimit,
        "fits" => DropRule.Fits,
        _ => throw new ArgumentException($"{argument} needs at-limit or fits, not {value}."),
    };

    private static int Number(string argument, string value) => LongNumber(argument, value) is var number and <= int.MaxValue
        ? (int)number
        : throw new ArgumentException($"{argument} needs a number up to {int.MaxValue}, not {value}.");

    private static long LongNumber(string argument, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : throw new ArgumentException($"{argument} needs a number above 0, not {value}.");
}
