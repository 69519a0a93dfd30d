using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace ManagedENet.AspNetCore;

/// <summary>The page, and what a browser may do on it: run its one script, and listen to its events.</summary>
internal static class DashboardPage
{
    private const string ScriptStart = "<script>";
    private const string ScriptEnd = "</script>";

    /// <summary>The page as it is sent.</summary>
    public static byte[] Bytes { get; } = Read();

    /// <summary>The policy that goes with it.</summary>
    public static string ContentSecurityPolicy { get; } = MakePolicy();

    private static byte[] Read()
    {
        using Stream resource = typeof(DashboardPage).Assembly.GetManifestResourceStream("dashboard.html")!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private static string MakePolicy()
    {
        string page = Encoding.UTF8.GetString(Bytes);
        int start = page.IndexOf(ScriptStart, StringComparison.Ordinal) + ScriptStart.Length;
        string script = page[start..page.IndexOf(ScriptEnd, start, StringComparison.Ordinal)];
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        return $"default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
