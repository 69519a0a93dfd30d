using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Runner;

/// <summary>The network thread of a runner stands still until this is disposed, also when a test fails in between.</summary>
internal sealed class Standstill : IAsyncDisposable
{
    private readonly ManualResetEventSlim _begun = new();
    private readonly ManualResetEventSlim _goesOn = new();
    private readonly Task _stands;

    public Standstill(ENetHostRunner runner)
    {
        _stands = runner.InvokeAsync(static (_, still) => still.Stand(), this).AsTask();
        _begun.Wait();
    }

    public async ValueTask DisposeAsync()
    {
        _goesOn.Set();
        await _stands;
        _goesOn.Dispose();
        _begun.Dispose();
    }

    private int Stand()
    {
        _begun.Set();
        _goesOn.Wait();
        return 0;
    }
}
