namespace ManagedENet.Tool.Demo;

/// <summary>How far one part of the demonstration is: connecting, one way of sending, or disconnecting.</summary>
internal readonly record struct DemoProgressReport(int Part, long Done, long All, bool IsOver);
