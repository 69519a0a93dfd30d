namespace ManagedENet.Interop.Live;

/// <summary>Bytes that differ from seed to seed and from place to place, so that a mixed-up fragment shows.</summary>
internal static class TestPayload
{
    public static byte[] Create(int length, int seed)
    {
        var payload = new byte[length];
        uint state = ((uint)seed * 2654435761) + 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            payload[i] = (byte)(state >> 24);
        }

        return payload;
    }
}
