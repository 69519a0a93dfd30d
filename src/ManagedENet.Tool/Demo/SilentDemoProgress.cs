namespace ManagedENet.Tool.Demo;

/// <summary>Shows nothing: for output that a program reads.</summary>
internal sealed class SilentDemoProgress : IDemoProgress
{
    public void Show(in DemoProgressReport report)
    {
    }
}
