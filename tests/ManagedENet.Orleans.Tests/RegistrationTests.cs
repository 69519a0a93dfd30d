using System;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace ManagedENet.Orleans.Tests;

/// <summary>What the extensions add to a silo and to a client, without starting either.</summary>
public sealed class RegistrationTests
{
    [Test]
    public void A_silo_without_a_storage_of_that_name_gets_one_in_memory()
    {
        using IHost host = Silo(static silo => silo.AddENetDirectory());
        Assert.That(host.Services.GetRequiredKeyedService<IGrainStorage>(ENetSiloBuilderExtensions.StorageName), Is.InstanceOf<MemoryGrainStorage>());
        Assert.That(host.Services.GetService<IENetCluster>(), Is.Null, "it is no gateway");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_storage_of_the_application_is_taken_whether_it_comes_before_or_behind(bool isBefore)
    {
        var storage = new TestStorage();
        using IHost host = Silo(silo =>
        {
            if (isBefore) silo.Services.AddKeyedSingleton<IGrainStorage>(ENetSiloBuilderExtensions.StorageName, storage);
            silo.AddENetGateway();
            if (!isBefore) silo.Services.AddKeyedSingleton<IGrainStorage>(ENetSiloBuilderExtensions.StorageName, storage);
        });
        Assert.That(host.Services.GetRequiredKeyedService<IGrainStorage>(ENetSiloBuilderExtensions.StorageName), Is.SameAs(storage));
    }

    [Test]
    public async Task A_gateway_in_a_silo_and_one_beside_it_have_the_directory_of_Orleans()
    {
        using IHost silo = Silo(static silo => silo.AddENetGateway(static options => options.Name = "a"));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(static client => client.UseLocalhostClustering());
        builder.Services.AddENetCluster(static options => options.Name = "a").UseOrleans();
        using IHost client = builder.Build();
        foreach (IHost host in (IHost[])[silo, client])
        {
            Assert.That(host.Services.GetServices<IENetDirectory>().Single(), Is.InstanceOf<OrleansDirectory>());
            Assert.That(host.Services.GetRequiredService<IENetCluster>().Here.Value, Does.StartWith("a/"));
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    [Test]
    public void Failures_are_found_within_the_time_that_is_given()
    {
        using IHost host = Silo(static silo => silo.UseENetFailureDetection());
        Assert.That(host.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value.ProbeTimeout, Is.EqualTo(TimeSpan.FromSeconds(1)));
        using IHost other = Silo(static silo => silo.UseENetFailureDetection(TimeSpan.FromMilliseconds(100)));
        Assert.That(other.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value.ProbeTimeout, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
        foreach (double seconds in (double[])[0, 0.099, 60.1])
        {
            Assert.That(() => Silo(silo => silo.UseENetFailureDetection(TimeSpan.FromSeconds(seconds))), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contain("100 ms to 1 min"));
        }
    }

    private static IHost Silo(Action<ISiloBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => configure(silo.UseLocalhostClustering()));
        return builder.Build();
    }
}
