using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;

namespace WebHost;

/// <summary>Sends every byte back. There is nothing of ENet in it: behind a TCP end point it would do the same.</summary>
internal sealed class StreamEcho : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        while (true)
        {
            ReadResult read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
            foreach (ReadOnlyMemory<byte> part in read.Buffer) await connection.Transport.Output.WriteAsync(part);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
