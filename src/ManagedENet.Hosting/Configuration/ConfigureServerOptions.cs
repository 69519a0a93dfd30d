using System;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ManagedENet.Hosting;

/// <summary>Reads the options of one server from the section of its name.</summary>
internal sealed class ConfigureServerOptions : IConfigureNamedOptions<ENetServerOptions>
{
    private readonly IConfiguration? _configuration;
    private readonly string _name;

    public ConfigureServerOptions(IServiceProvider services, string name)
    {
        _configuration = services.GetService<IConfiguration>();
        _name = name;
    }

    /// <inheritdoc/>
    public void Configure(ENetServerOptions options) => Configure(Options.DefaultName, options);

    /// <inheritdoc/>
    public void Configure(string? name, ENetServerOptions options)
    {
        if (!string.Equals(name, _name, StringComparison.Ordinal) || _configuration is null) return;
        ServerSettings.Server.Apply(options, _configuration.GetSection(_name), options.Errors);
    }
}
