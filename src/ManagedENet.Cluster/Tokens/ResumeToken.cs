using System;

namespace ManagedENet.Cluster.Tokens;

/// <summary>What a resume token says, once its signature was found to be good.</summary>
/// <param name="Player">Who may go on.</param>
/// <param name="Generation">The session that is to be gone on with.</param>
/// <param name="Expires">When the token is worth nothing any more, to the second.</param>
internal readonly record struct ResumeToken(PlayerId Player, long Generation, DateTimeOffset Expires);
