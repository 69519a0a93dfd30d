namespace ManagedENet.Trace;

/// <summary>A place in the code, or a test, that names a requirement.</summary>
/// <param name="Id">The requirement.</param>
/// <param name="Where">What a reader looks for: a file and line, or a test's class and name.</param>
/// <param name="Source">The file and line, for messages.</param>
internal sealed record Citation(string Id, string Where, string Source);
