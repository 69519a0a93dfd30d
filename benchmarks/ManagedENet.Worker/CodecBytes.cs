namespace ManagedENet.Worker;

/// <summary>Bytes such as a game sends.</summary>
internal static class CodecBytes
{
    /// <summary>Entities of eighteen bytes: an id, coordinates that differ a little, flags that hardly ever do. The native program fills the same.</summary>
    public static byte[] GameState(int size)
    {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++)
        {
            int entity = i / 18;
            int field = i % 18;
            bytes[i] = field < 2 ? (byte)entity
                : field < 10 ? (byte)((entity * 37) + (field * (entity % 5)))
                : field % 3 == 0 ? (byte)1 : (byte)0;
        }

        return bytes;
    }
}
