using System;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Support;

/// <summary>An entry of a log.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, EventId Id, string Text, Exception? Exception);
