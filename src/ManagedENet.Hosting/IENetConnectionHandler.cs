using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting;

/// <summary>
/// Serves the connections of an ENet server. Each connection has a scope of its own: the handler is made in it, may ask for scoped services, and is disposed with it when its task is done.
/// </summary>
/// <example><code>
/// public sealed class EchoHandler(ILogger&lt;EchoHandler&gt; logger) : IENetConnectionHandler
/// {
///     public async Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping)
///     {
///         await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
///         {
///             using (message) await connection.SendAsync(message.Channel, message.Memory, ENetPacketFlags.Reliable, stopping);
///         }
///     }
/// }
/// </code></example>
public interface IENetConnectionHandler
{
    /// <summary>
    /// Somebody has connected. The connection is yours until the task is done: then it is left when what you sent has arrived. A task that fails leaves it at once, and the failure is logged; the server goes on.
    /// </summary>
    /// <param name="connection">The connection. Nobody else reads it; any code may send on it. You need not dispose it.</param>
    /// <param name="stopping">
    /// Cancelled when the server begins to stop. There is half of <see cref="ENetServerOptions.DrainTime"/> then to send a last word; when your task is done, or that time is over, the connection is left. Letting the
    /// cancellation out of the task is no failure. It is not cancelled when the connection ends: <see cref="ENetConnection.Closed"/> is.
    /// </param>
    Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping);
}
