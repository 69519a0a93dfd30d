using System.Collections.Generic;

namespace ManagedENet.Internal;

/// <summary>A transport that knows at its start what a person should know: that it is less than was asked for.</summary>
internal interface IStartNotices
{
    void AddStartNotices(Queue<ENetNotice> notices);
}
