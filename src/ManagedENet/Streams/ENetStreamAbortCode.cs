namespace ManagedENet;

/// <summary>The codes with which this library ends streams by itself (<see cref="ENetStreamAbortedException.Code"/>). All others, 0 to 0xFFFFFEFF, are yours.</summary>
public static class ENetStreamAbortCode
{
    /// <summary>The other end has stopped reading or was disposed before everything was read: what is written now would be read by nobody. Also what <see cref="ENetChannelStream.Abort"/> says where no code is given.</summary>
    public const uint NotWanted = 0xFFFFFF00;

    /// <summary>The application at one end has completed its writer with an exception, or disposed the stream while it was writing: what arrived is not the whole.</summary>
    public const uint WriterFailed = 0xFFFFFF01;

    /// <summary>A message had no kind that this version knows: the other end is no stream, a raw one, or of a later version.</summary>
    public const uint UnknownKind = 0xFFFFFF02;

    /// <summary>A message was empty, or not as long as its kind is.</summary>
    public const uint Malformed = 0xFFFFFF03;

    /// <summary>A message was not reliable.</summary>
    public const uint NotReliable = 0xFFFFFF04;

    /// <summary>More was sent than there was credit for.</summary>
    public const uint CreditExceeded = 0xFFFFFF05;

    /// <summary>More credit was given than can be, 2,147,483,647 bytes at a time.</summary>
    public const uint CreditOverflow = 0xFFFFFF06;

    /// <summary>Something was sent behind the end.</summary>
    public const uint DataAfterEnd = 0xFFFFFF07;
}
