namespace ManagedENet.Tool.Demo;

/// <summary>Shows how far the demonstration is. Parts are numbered: connecting, each way of sending in its order, disconnecting.</summary>
internal interface IDemoProgress
{
    void Show(in DemoProgressReport report);
}
