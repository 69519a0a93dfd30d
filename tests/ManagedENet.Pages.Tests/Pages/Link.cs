namespace ManagedENet.Pages.Tests.Pages;

/// <summary>Where a page points to, and on which of its lines.</summary>
internal readonly record struct Link(int Line, string Target);
