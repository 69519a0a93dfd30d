using System;
using System.Collections.Generic;

namespace ManagedENet.Cluster;

/// <summary>How a gateway takes part in the cluster. All gateways of a cluster should have the same times and keys. Read once, when the gateway is made.</summary>
/// <remarks>Values out of their range are errors when the application starts, all of them in one exception.</remarks>
public sealed class ENetClusterOptions
{
    /// <summary>What ids of this gateway begin with: 1 to 100 characters, no control characters. The name of the machine unless set.</summary>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>
    /// How long this gateway may serve its players after the directory has last heard of it: 1 s to 10 min, 3 s unless set. When it is over the gateway disconnects everybody, and a tenth of it later the directory lets them in
    /// elsewhere. A longer one bears a longer failure of the directory, and keeps the players of a gateway that has died waiting for longer.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the lease is renewed, and the directory is told which groups have members here: from 50 ms to a third of <see cref="LeaseDuration"/>, 1 s unless set.</summary>
    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the directory is reminded of each player, in case it has lost them: from <see cref="RenewInterval"/> to 10 min, 10 s unless set. It is one small call for each player.</summary>
    public TimeSpan SessionRenewInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call waits for the directory before it is busy: 10 ms to 1 min, 2 s unless set. A join may wait for <see cref="LeaseDuration"/> and a tenth besides, where the player's former gateway has died.</summary>
    public TimeSpan DirectoryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What resume tokens are signed with: 32 to 256 random bytes each, in base64, the same on all gateways, at most 8 of them. The first signs, all are accepted: put a new key in front, and take an old one out when
    /// <see cref="TokenLifetime"/> has passed. With none, the gateway signs with a random key, and its tokens are good in this process alone.
    /// </summary>
    /// <example><code>openssl rand -base64 32</code></example>
    public IList<string> TokenKeys { get; set; } = [];

    /// <summary>How long a resume token is good: 1 s to 1 day, 2 min unless set.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the groups of a player whose connection was lost are kept for their return: 0 to 1 day, 2 min unless set.</summary>
    public TimeSpan ResumeTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What a connection is told, as the number of its disconnect, when its player has joined again: <c>0x456C7365</c> unless set, "Else" in ASCII. The client should not come back by itself.</summary>
    public uint SupersededData { get; set; } = 0x456C7365;

    /// <summary>What a connection is told, as the number of its disconnect, when this gateway has lost its lease or stops: <c>0x4D6F7665</c> unless set, "Move" in ASCII. The client should resume with its token, here or elsewhere.</summary>
    public uint MoveData { get; set; } = 0x4D6F7665;
}
