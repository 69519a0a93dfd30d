namespace ManagedENet.Worker;

/// <summary>The managed side of a workload, run in a process of its own as the native side is.</summary>
internal interface IBenchWorkload
{
    /// <summary>Gets ready, says so, and answers each run that is asked for until nobody asks any more.</summary>
    void Serve(WorkerTalk talk);
}
