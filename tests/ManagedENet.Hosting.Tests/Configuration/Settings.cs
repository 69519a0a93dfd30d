using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ManagedENet.Hosting.Tests.Configuration;

/// <summary>The options of a server, as an application would get them from a configuration.</summary>
internal static class Settings
{
    public static ENetServerOptions Read(params (string Key, string? Value)[] settings) => Read(settings, configure: null);

    public static ENetServerOptions Read((string Key, string? Value)[] settings, Action<ENetServerOptions>? configure, string name = ENetServer.DefaultName)
    {
        var services = new ServiceCollection();
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in settings) values[key] = value;
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddENetServer(Support.Handlers.Nothing, configure, name);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<ENetServerOptions>>().Get(name);
    }

    /// <summary>What is wrong with it, one sentence each. A port is there unless the settings say otherwise.</summary>
    public static string[] Errors(params (string Key, string? Value)[] settings)
    {
        try
        {
            Read([("ENet:Port", "7777"), .. settings]);
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures.ToArray();
        }
    }
}
