namespace ManagedENet.Transports;

/// <summary>Takes the datagrams of a <see cref="SendStage"/>, one by one.</summary>
internal interface IDatagramSender
{
    /// <summary>Asked before the first datagram after a <see cref="SendOutcome.Blocked"/>; false saves the attempt.</summary>
    bool CanSendAgain();

    /// <summary>Tries to send; counts what it sees.</summary>
    SendOutcome TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options);
}
