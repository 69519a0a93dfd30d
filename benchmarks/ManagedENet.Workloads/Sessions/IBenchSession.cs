using System;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Sessions;

/// <summary>One engine, ready to run one case as often as it is asked to.</summary>
internal interface IBenchSession : IDisposable
{
    Sample Run();
}
