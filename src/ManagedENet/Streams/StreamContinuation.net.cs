using System.Threading;

namespace ManagedENet.Internal;

/// <content>On the thread pool, without an object for it.</content>
internal sealed partial class StreamContinuation : IThreadPoolWorkItem
{
    /// <summary>Goes on on the thread pool.</summary>
    public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Run();
}
