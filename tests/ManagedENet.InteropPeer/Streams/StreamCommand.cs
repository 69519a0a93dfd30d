using System.CommandLine;
using System.Threading.Tasks;
using ManagedENet.InteropPeer.CommandLine;

namespace ManagedENet.InteropPeer.Streams;

/// <summary><c>stream</c>: copies bytes over a stream to another process, which answers with their hash.</summary>
internal static class StreamCommand
{
    public static Command Create()
    {
        Option<ushort> port = SharedOptions.CreatePort();
        var bytes = new Option<long>("--bytes") { Description = "Bytes to send to the server at --port; 0 is the server, for one client." };
        var loss = new Option<double>("--loss") { Description = "The share of its own datagrams that is lost, 0 to 1." };
        var seed = new Option<ulong>("--seed") { Description = "The luck of it, and the bytes.", DefaultValueFactory = _ => 1 };
        var messages = new Option<bool>("--messages") { Description = "Sends reliable messages of 16 KiB instead, for comparison." };
        var command = new Command("stream", "Copies bytes over a stream to another process, which answers with their hash.") { port, bytes, loss, seed, messages };
        command.SetAction(parsed => Task.Run(() => new StreamCopy(new StreamCopySettings(
            parsed.GetValue(port), parsed.GetValue(bytes), parsed.GetValue(loss), parsed.GetValue(seed), parsed.GetValue(messages))).RunAsync()));
        return command;
    }
}
