using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using ManagedENet.Hosting;
using Microsoft.Extensions.Logging;

namespace WebHost;

/// <summary>Sends every message back, on its channel.</summary>
internal sealed partial class MessageEcho(ILogger<MessageEcho> logger) : IENetConnectionHandler
{
    public async Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping)
    {
        LogArrival(connection.RemoteEndPoint);
        await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
        {
            using (message) await connection.SendAsync(message.Channel, message.Memory, ENetPacketFlags.Reliable, stopping);
        }

        LogDeparture(connection.RemoteEndPoint);
    }

    [LoggerMessage(LogLevel.Information, "{Remote} has come")]
    private partial void LogArrival(IPEndPoint remote);

    [LoggerMessage(LogLevel.Information, "{Remote} has left")]
    private partial void LogDeparture(IPEndPoint remote);
}
