using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace ManagedENet.AspNetCore;

/// <summary>Answers for the page, and for what the page listens to.</summary>
internal sealed class DashboardEndpoints
{
    private const string Refusal = "The ENet dashboard answers callers on this machine only, and not through a proxy. "
        + "To open it, set LoopbackOnly to false in MapENetDashboard, and require an authorization: it shows the addresses of players.";

    private readonly ENetDashboardOptions _options;
    private readonly Sampler _sampler;
    private readonly CancellationToken _stopping;

    public DashboardEndpoints(ENetDashboardOptions options, Sampler sampler, IHostApplicationLifetime? lifetime)
    {
        _options = options;
        _sampler = sampler;
        _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
    }

    /// <summary>The page.</summary>
    public async Task ShowPageAsync(HttpContext context)
    {
        if (!await AdmitAsync(context).ConfigureAwait(false)) return;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = DashboardPage.ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentLength = DashboardPage.Bytes.Length;
        await context.Response.Body.WriteAsync(DashboardPage.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Server-sent events: what was seen in the last minutes, then one sample a second until the viewer or the application goes.</summary>
    public async Task SendEventsAsync(HttpContext context)
    {
        if (!await AdmitAsync(context).ConfigureAwait(false)) return;
        if (!_sampler.TryEnter())
        {
            context.Response.Headers.RetryAfter = "10";
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, $"{_options.MostViewers} browsers watch the ENet dashboard already, which is the most that MostViewers allows.").ConfigureAwait(false);
            return;
        }

        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
            context.Response.ContentType = "text/event-stream";
            // Proxies would gather it otherwise.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAllAsync(context.Response.Body, ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The viewer has gone, or the application stops.
        }
        finally
        {
            _sampler.Leave();
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task SendAllAsync(Stream body, CancellationToken ended)
    {
        Task<byte[]> next = _sampler.Next;
        await body.WriteAsync(_sampler.History(), ended).ConfigureAwait(false);
        await body.FlushAsync(ended).ConfigureAwait(false);
        while (true)
        {
            byte[] sample = await next.WaitAsync(ended).ConfigureAwait(false);
            // Whoever reads slowly misses those that come while it is written.
            await body.WriteAsync(sample, ended).ConfigureAwait(false);
            await body.FlushAsync(ended).ConfigureAwait(false);
            next = _sampler.Next;
        }
    }

    private async ValueTask<bool> AdmitAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!_options.LoopbackOnly || LocalCaller.Is(context)) return true;
        await AnswerAsync(context, StatusCodes.Status403Forbidden, Refusal).ConfigureAwait(false);
        return false;
    }
}
