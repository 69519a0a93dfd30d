using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet.Pages.Tests.Pages;
using ManagedENet.Pages.Tests.Programs;

namespace ManagedENet.Pages.Tests;

/// <summary>Every C# block of the pages for users is a complete program that compiles without a warning, runs, and does not throw.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class ProgramTests
{
    // Far more than any of them takes on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static IEnumerable<TestCaseData> Pages => Repository.PagesForUsers.Where(page => page.Fences.Any(fence => fence.IsProgram)).Select(page => new TestCaseData(page).SetArgDisplayNames(page.Name));

    [TestCaseSource(nameof(Pages))]
    public async Task Every_program_of_a_page_compiles_and_runs(Page page)
    {
        IReadOnlyList<PageProgram> programs = PageCompiler.Compile(page, out IReadOnlyList<string> errors);
        Assert.That(errors, Is.Empty, string.Join('\n', errors));
        string complaints = await PageProcess.RunAsync(programs, Limit);
        Assert.That(complaints, Is.Empty, complaints);
    }

    [TestCase("```csharp\nint x = null!;\nstring s = null;\n```", "p.md:3: CS8600")]
    [TestCase("\n```csharp\nConsole.WriteLine();\n```", "p.md:3: CS0103")]
    public void What_does_not_compile_is_told_with_the_line_of_the_page(string text, string error)
    {
        PageCompiler.Compile(new Page("p.md", text), out IReadOnlyList<string> errors);
        Assert.That(errors, Has.Some.StartsWith(error));
    }

    [TestCase("```csharp\n\nthrow new System.InvalidOperationException(\"no\");\n```", "p.md:line 3")]
    [TestCase("```csharp\nusing System;\nusing System.Threading;\nvar t = new Thread(() => throw new InvalidOperationException(\"no\"));\nt.Start();\nt.Join();\n```", "p.md:line 4")]
    [TestCase("```csharp\nusing System;\nusing System.Threading.Tasks;\nTask task = Task.Run(new Action(() => throw new InvalidOperationException(\"no\")));\n((IAsyncResult)task).AsyncWaitHandle.WaitOne();\n```", "a task that nobody awaits")]
    [TestCase("```csharp serves\nSystem.Console.WriteLine();\n```", "p.md:2: is to serve, and has ended")]
    [TestCase("```csharp unity\nusing UnityEngine;\npublic class A : MonoBehaviour { void Awake() { Debug.Log(1); } void OnDestroy() { throw new System.Exception(); } }\n```", "p.md:line 3")]
    public async Task What_a_program_does_wrong_is_told_with_the_line_of_the_page(string text, string complaint)
    {
        IReadOnlyList<PageProgram> programs = PageCompiler.Compile(new Page("p.md", text), out IReadOnlyList<string> errors);
        Assert.That(errors, Is.Empty);
        Assert.That(await PageProcess.RunAsync(programs, Limit), Does.Contain(complaint));
    }

    [TestCase("```csharp\nnew System.Threading.ManualResetEvent(false).WaitOne();\n```", "p.md:2: has not ended within 0.3 s")]
    [TestCase("```csharp serves\nnew System.Threading.ManualResetEvent(false).WaitOne();\n```", "p.md:2: is to serve, and has not bound the port")]
    public async Task A_program_that_neither_ends_nor_serves_is_told(string text, string complaint)
    {
        IReadOnlyList<PageProgram> programs = PageCompiler.Compile(new Page("p.md", text), out IReadOnlyList<string> errors);
        Assert.That(errors, Is.Empty);
        Assert.That(await PageProcess.RunAsync(programs, TimeSpan.FromMilliseconds(300)), Does.Contain(complaint));
    }

    [Test]
    public async Task A_server_goes_on_while_the_client_after_it_runs()
    {
        const string text = """
            ```csharp serves
            using System;
            using System.Net;
            using System.Net.Sockets;

            using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            server.Bind(new IPEndPoint(IPAddress.Loopback, 7777));
            byte[] buffer = new byte[100];
            while (true)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = server.ReceiveFrom(buffer, ref from);
                server.SendTo(buffer.AsSpan(0, length), from);
            }
            ```

            ```csharp
            using System;
            using System.Net;
            using System.Net.Sockets;

            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            client.Connect(new IPEndPoint(IPAddress.Loopback, 7777));
            client.Send(new byte[7]);
            if (client.Receive(new byte[100]) != 7) throw new InvalidOperationException("not what was sent");
            ```
            """;
        IReadOnlyList<PageProgram> programs = PageCompiler.Compile(new Page("p.md", text), out IReadOnlyList<string> errors);
        Assert.That(errors, Is.Empty);
        Assert.That(await PageProcess.RunAsync(programs, Limit), Is.Empty);
    }
}
