using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Extensions.Options;

namespace ManagedENet.Hosting;

/// <summary>What is wrong with the options of one server, all of it at once, in the words of the types that it is wrong with.</summary>
internal sealed class ValidateServerOptions : IValidateOptions<ENetServerOptions>
{
    private static readonly TimeSpan LongestDrainTime = TimeSpan.FromDays(1);

    private readonly string _name;

    public ValidateServerOptions(string name) => _name = name;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ENetServerOptions options)
    {
        if (!string.Equals(name, _name, StringComparison.Ordinal)) return ValidateOptionsResult.Skip;
        List<string> failures = [.. options.Errors];
        if (options.Address is null) failures.Add($"{_name}: {nameof(options.Address)} is null; leave it at IPAddress.IPv6Any for all addresses.");
        if (options.Port is not { } port)
        {
            // One that stands there and cannot be read is told already.
            string key = $"{_name}:{nameof(options.Port)}";
            if (!failures.Exists(failure => failure.StartsWith(key, StringComparison.OrdinalIgnoreCase))) failures.Add($"{_name}: there is no port to listen at. Set {_name}:{nameof(options.Port)} in the configuration, or options.{nameof(options.Port)} where the server is added; 0 takes a free one.");
        }
        else if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            failures.Add($"{_name}:{nameof(options.Port)} is {port}; it must lie between 0 and 65535, and 0 takes a free one.");
        }

        if (options.DrainTime < TimeSpan.Zero || options.DrainTime > LongestDrainTime) failures.Add($"{_name}:{nameof(options.DrainTime)} is {options.DrainTime}; it must lie between zero, which waits for nobody, and one day.");
        if (options.Host is null) failures.Add($"{_name}: {nameof(options.Host)} is null; take new {nameof(ENetHostOptions)}() for the defaults.");
        else AddWhatIsThrown(failures, nameof(options.Host), options.Host.Validate);
        if (options.Runner is null)
        {
            failures.Add($"{_name}: {nameof(options.Runner)} is null; take new {nameof(ENetRunnerOptions)}() for the defaults.");
            return ValidateOptionsResult.Fail(failures);
        }

        AddWhatIsThrown(failures, nameof(options.Runner), options.Runner.Validate);
        if (options.Runner.Completions == ENetCompletions.Pumped) failures.Add($"{_name}:{nameof(options.Runner)}:{nameof(options.Runner.Completions)} is Pumped, and nobody pumps a server of the generic host: leave it at ThreadPool.");
        if (options is { Runner.Shards: > 1, Host.ReuseAddress: true }) failures.Add($"{_name}:{nameof(options.Host)}:{nameof(options.Host.ReuseAddress)} is true, and other programs could take what is sent to the {options.Runner.Shards} shards of the port: leave it false, or {_name}:{nameof(options.Runner)}:{nameof(options.Runner.Shards)} at 1.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private void AddWhatIsThrown(List<string> failures, string section, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException e)
        {
            failures.Add($"{_name}:{section}: {e.Message}");
        }
    }
}
