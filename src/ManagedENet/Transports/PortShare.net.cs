using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>
/// What tells the kernel how to divide the port: a program of the classic packet filter that computes the same as <see cref="PortSteering"/>. It has the source address and the source port of each datagram; no answer of it
/// names a socket beyond those of this host.
/// </content>
internal sealed partial class PortShare
{
    private const int LevelSocket = 1;
    private const int ReusePort = 15;
    private const int AttachReusePortFilter = 51;

    // Offsets from here on count from the header of the network layer.
    private const uint NetworkHeader = unchecked((uint)-0x10_0000);
    private const uint SourceOffsetIPv4 = 12;
    private const uint SourceOffsetIPv6 = 8;
    private const uint HeaderBytesIPv6 = 40;
    private const uint WordsIPv6 = 4;
    private const uint VersionIPv6 = 6;

    // The only word of the program's memory that is used.
    private const uint Mixed = 0;

    private enum Code : ushort
    {
        LoadConstant = 0x00,
        Store = 0x02,
        TransferToIndex = 0x07,
        JumpIfEqual = 0x15,
        ReturnAccumulator = 0x16,
        LoadWord = 0x20,
        Multiply = 0x24,
        LoadByte = 0x30,
        LoadHalf = 0x28,
        LoadHalfIndexed = 0x48,
        And = 0x54,
        LoadIndexFromMemory = 0x61,
        ShiftLeft = 0x64,
        ShiftRight = 0x74,
        Remainder = 0x94,
        XorIndex = 0xac,
    }

    /// <summary>The kernel may divide a port.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && BitConverter.IsLittleEndian && IntPtr.Size == sizeof(long);

    private static void LetOthersJoin(Socket socket) => socket.SetRawSocketOption(LevelSocket, ReusePort, BitConverter.GetBytes(1));

    private unsafe void Divide(Socket socket)
    {
        Step[] program = Write();
        fixed (Step* steps = program)
        {
            var whole = new Program { Length = (ushort)program.Length, Steps = steps };
            socket.SetRawSocketOption(LevelSocket, AttachReusePortFilter, new ReadOnlySpan<byte>(&whole, sizeof(Program)));
        }
    }

    private Step[] Write()
    {
        var ofIPv4 = new List<Step>();
        Begin(ofIPv4);
        ofIPv4.Add(new Step(Code.LoadWord, NetworkHeader + SourceOffsetIPv4));
        Mix(ofIPv4);
        // The header may have options: its length in words stands in its first byte.
        ofIPv4.Add(new Step(Code.LoadByte, NetworkHeader));
        ofIPv4.Add(new Step(Code.And, 0xF));
        ofIPv4.Add(new Step(Code.ShiftLeft, 2));
        ofIPv4.Add(new Step(Code.TransferToIndex, 0));
        ofIPv4.Add(new Step(Code.LoadHalfIndexed, NetworkHeader));
        End(ofIPv4);

        var all = new List<Step> { new(Code.LoadByte, NetworkHeader), new(Code.ShiftRight, 4), new(Code.JumpIfEqual, VersionIPv6) { IfTrue = (byte)ofIPv4.Count } };
        all.AddRange(ofIPv4);
        Begin(all);
        for (uint word = 0; word < WordsIPv6; word++)
        {
            all.Add(new Step(Code.LoadWord, NetworkHeader + SourceOffsetIPv6 + (word * sizeof(uint))));
            Mix(all);
        }

        all.Add(new Step(Code.LoadHalf, NetworkHeader + HeaderBytesIPv6));
        End(all);
        return all.ToArray();
    }

    private void Begin(List<Step> steps)
    {
        steps.Add(new Step(Code.LoadConstant, Steering.Key));
        steps.Add(new Step(Code.Store, Mixed));
    }

    private static void Mix(List<Step> steps)
    {
        steps.Add(new Step(Code.LoadIndexFromMemory, Mixed));
        steps.Add(new Step(Code.XorIndex, 0));
        steps.Add(new Step(Code.Multiply, PortSteering.Multiplier));
        steps.Add(new Step(Code.TransferToIndex, 0));
        steps.Add(new Step(Code.ShiftRight, PortSteering.Shift));
        steps.Add(new Step(Code.XorIndex, 0));
        steps.Add(new Step(Code.Store, Mixed));
    }

    private void End(List<Step> steps)
    {
        Mix(steps);
        steps.Add(new Step(Code.LoadConstant, 0));
        Mix(steps);
        steps.Add(new Step(Code.Remainder, (uint)Steering.Shards));
        steps.Add(new Step(Code.ReturnAccumulator, 0));
    }

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Step
    {
        public Code Code;
        public byte IfTrue;
        public byte IfFalse;
        public uint Operand;

        public Step(Code code, uint operand)
        {
            Code = code;
            IfTrue = 0;
            IfFalse = 0;
            Operand = operand;
        }
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Program
    {
        public ushort Length;
        public Step* Steps;
    }
}
