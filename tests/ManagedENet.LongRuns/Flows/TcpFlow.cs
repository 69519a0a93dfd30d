using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ManagedENet.LongRuns.Flows;

/// <summary>A TCP connection of the kernel with CUBIC.</summary>
internal sealed class TcpFlow : BulkFlow
{
    private const int LevelTcp = 6;
    private const int CongestionOption = 13;
    private const int NameBytes = 16;

    // TCP_INFO, and where bytes of a segment and segments of the window are in it.
    private const int InformationOption = 11;
    private const int InformationBytes = 104;
    private const int SegmentOffset = 16;
    private const int WindowOffset = 80;

    private const int BufferBytes = 4 << 20;
    private const int PieceBytes = 64 << 10;

    private Socket? _listener;
    private Socket? _accepted;
    private Socket? _sending;

    public override long Window
    {
        get
        {
            byte[] information = new byte[InformationBytes];
            if (_sending is not { Connected: true } sending) return 0;
            sending.GetRawSocketOption(LevelTcp, InformationOption, information);
            return (long)BitConverter.ToUInt32(information, SegmentOffset) * BitConverter.ToUInt32(information, WindowOffset);
        }
    }

    private static ReadOnlySpan<byte> Rules => "cubic"u8;

    /// <summary>False where the kernel does not have these rules.</summary>
    public static bool IsThere
    {
        get
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                SetRules(socket);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    protected override void Receive(int port, Action ready)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen();
        ready();
        _accepted = _listener.Accept();
        byte[] piece = new byte[PieceBytes];
        while (!IsOver && _accepted.Receive(piece) > 0)
        {
        }
    }

    protected override void Send(uint farAddress, int port)
    {
        _sending = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = BufferBytes };
        SetRules(_sending);
        byte[] name = new byte[NameBytes];
        int length = _sending.GetRawSocketOption(LevelTcp, CongestionOption, name);
        if (!name.AsSpan(0, length).StartsWith(Rules)) throw new InvalidOperationException($"TCP goes by {Encoding.ASCII.GetString(name)}.");
        _sending.Connect(new IPEndPoint(new IPAddress(farAddress), port));
        byte[] piece = new byte[PieceBytes];
        while (!IsOver) _sending.Send(piece);
    }

    protected override void Close()
    {
        _sending?.Dispose();
        _accepted?.Dispose();
        _listener?.Dispose();
    }

    private static void SetRules(Socket socket) => socket.SetRawSocketOption(LevelTcp, CongestionOption, Rules);
}
