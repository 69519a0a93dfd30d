using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting.Tests.Support;

/// <summary>What servers of tests do with a connection.</summary>
internal static class Handlers
{
    public static async Task Echo(ENetConnection connection, CancellationToken stopping)
    {
        await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
        {
            using (message) await connection.SendAsync(message.Channel, message.Memory, ENetPacketFlags.Reliable, stopping);
        }
    }

    public static Task UntilStopped(ENetConnection connection, CancellationToken stopping) => Task.Delay(Timeout.Infinite, stopping);

    public static Task Nothing(ENetConnection connection, CancellationToken stopping) => Task.CompletedTask;
}
