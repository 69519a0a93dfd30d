using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace WebHost;

/// <summary>Sends every byte back. There is nothing of ENet in it: behind a TCP end point it would do the same.</summary>
internal sealed class StreamEcho : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;

        // An application that stops waits for its handlers: whoever only reads on holds it up until its time is over.
        var asked = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        using CancellationTokenRegistration stopping = asked?.ConnectionClosedRequested.Register(input.CancelPendingRead) ?? default;
        while (true)
        {
            ReadResult read = await input.ReadAsync(connection.ConnectionClosed);
            foreach (ReadOnlyMemory<byte> part in read.Buffer) await connection.Transport.Output.WriteAsync(part);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled) return;
        }
    }
}
