using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;

namespace ManagedENet.Tool.CommandLine;

/// <summary>Options whose errors are sentences: what was given, and what may be given.</summary>
internal static class CommandOptions
{
    public static Option<int> Integer(string name, string description, int least, int most, int value) => new(name)
    {
        Description = $"{description} [{least}..{most}]",
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result => ParseInteger(result, name, least, most),
    };

    /// <summary>A whole number that has no default: null when it is not given.</summary>
    public static Option<int?> OptionalInteger(string name, string description, int least, int most) => new(name)
    {
        Description = $"{description} [{least}..{most}]",
        HelpName = "N",
        CustomParser = result => ParseInteger(result, name, least, most),
    };

    public static Option<double> Number(string name, string description, double least, double most, double value) => new(name)
    {
        Description = FormattableString.Invariant($"{description} [{least}..{most}]"),
        HelpName = "X",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            bool isNumber = double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            if (isNumber && number >= least && number <= most) return number;
            result.AddError(FormattableString.Invariant($"{name} takes a number between {least} and {most}, not '{given}'."));
            return value;
        },
    };

    public static Option<string> Choice(string name, string description, IReadOnlyCollection<string> choices, string value) => new(name)
    {
        Description = $"{description} [{string.Join('|', choices)}]",
        HelpName = "NAME",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (choices.Contains(given, StringComparer.Ordinal)) return given;
            result.AddError($"{name} is one of {string.Join(", ", choices)}, not '{given}'.");
            return value;
        },
    };

    /// <summary>Some of several names, with commas between.</summary>
    public static Option<string> Choices(string name, string description, IReadOnlyCollection<string> choices, string value) => new(name)
    {
        Description = $"{description} [{string.Join(',', choices)}]",
        HelpName = "NAMES",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            string[] given = result.Tokens[0].Value.Split(',');
            bool isKnown = given.All(g => choices.Contains(g, StringComparer.Ordinal)) && given.Distinct(StringComparer.Ordinal).Count() == given.Length;
            if (isKnown) return result.Tokens[0].Value;
            result.AddError($"{name} takes one or more of {string.Join(", ", choices)}, each once and with commas between, not '{result.Tokens[0].Value}'.");
            return value;
        },
    };

    /// <summary>Refuses a command whose options do not fit together.</summary>
    public static void Require(this CommandResult result, bool condition, string otherwise)
    {
        // Values of options that were refused already must not be asked for; one line is enough.
        if (!result.Errors.Any() && !condition) result.AddError(otherwise);
    }

    /// <summary>Refuses a command whose numbers do not fit together.</summary>
    /// <param name="result">The command.</param>
    /// <param name="condition">Asks for numbers, each by its option.</param>
    /// <param name="otherwise">What is wrong.</param>
    public static void Require(this CommandResult result, Func<Func<Option, double>, bool> condition, string otherwise)
    {
        try
        {
            result.Require(condition(option => NumberOf(result, option)), otherwise);
        }
        catch (InvalidOperationException)
        {
            // One of the numbers is none; the line about that is enough.
        }
    }

    // Defaults are not yet filled in where a command is looked at as a whole.
    private static double NumberOf(CommandResult result, Option option) => option switch
    {
        Option<int> integer => result.GetResult(integer) is { } given ? given.GetValueOrDefault<int>() : (int)integer.GetDefaultValue()!,
        Option<double> number => result.GetResult(number) is { } given ? given.GetValueOrDefault<double>() : (double)number.GetDefaultValue()!,
        _ => throw new ArgumentException($"{option.Name} has no number.", nameof(option)),
    };

    private static int ParseInteger(ArgumentResult result, string name, int least, int most)
    {
        string given = result.Tokens[0].Value;
        bool isNumber = int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (isNumber && number >= least && number <= most) return number;
        result.AddError($"{name} takes a whole number between {least} and {most}, not '{given}'.");
        return least;
    }
}
