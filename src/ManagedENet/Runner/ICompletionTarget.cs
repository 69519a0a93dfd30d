namespace ManagedENet.Internal;

/// <summary>Something that somebody awaits.</summary>
internal interface ICompletionTarget
{
    /// <summary>Lets whoever awaits it go on.</summary>
    /// <param name="message">A message that it is about; the default value for none.</param>
    void Publish(in ENetMessage message);
}
