using System.Collections.Concurrent;
using System.IO;
using System.Threading;

namespace ManagedENet.Tool.Connect;

/// <summary>
/// Reads lines on a thread of its own, because reading a console blocks and cannot be cancelled. The thread ends with the input or with the process.
/// </summary>
internal sealed class LineReader
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TextReader _input;
    private volatile bool _isInputOver;

    private LineReader(TextReader input) => _input = input;

    /// <summary>True when the input has ended and every line was taken.</summary>
    public bool IsAtEnd => _isInputOver && _lines.IsEmpty;

    public static LineReader Start(TextReader input)
    {
        var reader = new LineReader(input);
        new Thread(reader.Read) { IsBackground = true, Name = "console input" }.Start();
        return reader;
    }

    public bool TryTake(out string line) => _lines.TryDequeue(out line!);

    private void Read()
    {
        try
        {
            while (_input.ReadLine() is string line) _lines.Enqueue(line);
        }
        catch (IOException)
        {
            // A terminal that has gone away is an end of input.
        }

        _isInputOver = true;
    }
}
