using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>netstandard2.1 has no way for options that the framework does not know, so the system is asked itself.</content>
internal sealed partial class FragmentationSwitch
{
    private const string Library = "libc";

    private int Get(int level, int option)
    {
        int length = sizeof(int);
        int answer;
        int value;
        try
        {
            answer = GetSocketOption((int)_socket.Handle, level, option, out value, ref length);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NotSupportedException("This runtime calls no function of the system.", e);
        }

        return answer == 0 ? value : throw new NotSupportedException("The system does not say whether it forbids fragmentation.");
    }

    private void Set(int level, int option, int value)
    {
        if (SetSocketOption((int)_socket.Handle, level, option, ref value, sizeof(int)) != 0) throw new NotSupportedException("The system takes no wish for fragmentation.");
    }

    [DllImport(Library, EntryPoint = "getsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetSocketOption(int socket, int level, int option, out int value, ref int length);

    [DllImport(Library, EntryPoint = "setsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSocketOption(int socket, int level, int option, ref int value, int length);
}
