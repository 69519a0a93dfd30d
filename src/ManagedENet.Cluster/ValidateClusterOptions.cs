using System;
using System.Collections.Generic;
using ManagedENet.Cluster.Tokens;
using Microsoft.Extensions.Options;

namespace ManagedENet.Cluster;

/// <summary>Says in sentences what is wrong with the options, all of it at once.</summary>
internal sealed class ValidateClusterOptions : IValidateOptions<ENetClusterOptions>
{
    // The id of a gateway has a slash and 16 digits besides.
    private const int MostNameCharacters = 100;
    private const int LeaseShare = 3;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ENetClusterOptions options)
    {
        List<string> errors = [];
        if (options.Name is null) errors.Add("Name is null: leave it alone for the name of the machine.");
        else if (options.Name.Length > MostNameCharacters) errors.Add($"Name has {options.Name.Length} characters: it has at most {MostNameCharacters}.");
        else if (Identifier.WhyNot(options.Name) is { } why) errors.Add($"Name {why}");
        Range(errors, nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range(errors, nameof(options.RenewInterval), options.RenewInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10));
        if (options.RenewInterval * LeaseShare > options.LeaseDuration)
        {
            errors.Add($"RenewInterval is {options.RenewInterval} and LeaseDuration is {options.LeaseDuration}: renew at least {LeaseShare} times in a lease, so that one lost renewal costs nobody a connection.");
        }

        Range(errors, nameof(options.SessionRenewInterval), options.SessionRenewInterval, options.RenewInterval, TimeSpan.FromMinutes(10));
        Range(errors, nameof(options.DirectoryTimeout), options.DirectoryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(errors, nameof(options.TokenLifetime), options.TokenLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Range(errors, nameof(options.ResumeTime), options.ResumeTime, TimeSpan.Zero, TimeSpan.FromDays(1));
        if (options.TokenKeys is null) errors.Add("TokenKeys is null: leave it empty for a random key.");
        else ResumeTokens.Validate(options.TokenKeys, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.ConvertAll(static error => $"{nameof(ENetClusterOptions)}: {error}"));
    }

    private static void Range(List<string> errors, string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most) errors.Add($"{name} is {value}: it lies between {least} and {most}.");
    }
}
