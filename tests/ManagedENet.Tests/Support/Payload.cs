namespace ManagedENet.Tests.Support;

/// <summary>Payloads that tell which one they are and where a byte belongs.</summary>
internal static class Payload
{
    public static byte[] Make(int length, int seed = 0)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i * 131) + (seed * 17));
        return bytes;
    }
}
