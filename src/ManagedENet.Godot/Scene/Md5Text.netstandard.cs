using System.Security.Cryptography;

namespace ManagedENet.Godot.Scene;

// The rule is about secrets, of which there are none here; that it is MD5 is the engine's choice.
#pragma warning disable CA5351
internal static partial class Md5Text
{
    private static byte[] Hash(byte[] bytes)
    {
        using MD5 md5 = MD5.Create();
        return md5.ComputeHash(bytes);
    }
}
