using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using ManagedENet.Hosting;
using Microsoft.Extensions.Logging;

namespace WebHost;

/// <summary>Sends every message back, on its channel.</summary>
internal sealed class MessageEcho(ILogger<MessageEcho> logger) : IENetConnectionHandler
{
    public async Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping)
    {
        logger.LogInformation("{Remote} has come", connection.RemoteEndPoint);
        await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
        {
            using (message) await connection.SendAsync(message.Channel, message.Memory, ENetPacketFlags.Reliable, stopping);
        }

        logger.LogInformation("{Remote} has left", connection.RemoteEndPoint);
    }
}
