namespace ManagedENet.Trace;

/// <summary>A numbered paragraph of the specification.</summary>
/// <param name="Id">Such as REL-012.</param>
/// <param name="Title">Its first words.</param>
/// <param name="Page">The file it stands in.</param>
internal sealed record Requirement(string Id, string Title, string Page);
