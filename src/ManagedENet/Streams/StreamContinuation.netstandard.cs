using System.Threading;

namespace ManagedENet.Internal;

/// <content>On the thread pool.</content>
internal sealed partial class StreamContinuation
{
    /// <summary>Goes on on the thread pool.</summary>
    public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(static continuation => ((StreamContinuation)continuation!).Run(), this);
}
