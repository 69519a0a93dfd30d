using System;
using System.Buffers.Binary;
using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <content>The types whose bytes follow from their parts.</content>
public sealed partial class VariantWriter
{
    private void WriteBody(object value)
    {
        switch (value)
        {
            case string text: WriteString(text); break;
            case NodePath path: WriteNodePath(path); break;
            case Vector2 v: Write(v); break;
            case Vector2I v: WriteIntegers(v.X, v.Y); break;
            case Rect2 r: Write(r.Position); Write(r.Size); break;
            case Rect2I r: WriteIntegers(r.Position.X, r.Position.Y); WriteIntegers(r.Size.X, r.Size.Y); break;
            case Vector3 v: Write(v); break;
            case Vector3I v: WriteIntegers(v.X, v.Y); _buffer.WriteInt32(v.Z); break;
            case Transform2D t: Write(t.X); Write(t.Y); Write(t.Origin); break;
            case Vector4 v: Write(v); break;
            case Vector4I v: WriteIntegers(v.X, v.Y); WriteIntegers(v.Z, v.W); break;
            case Plane p: Write(p.Normal); _buffer.WriteSingle(p.D); break;
            case Quaternion q: Write(new Vector4(q.X, q.Y, q.Z, q.W)); break;
            case Aabb box: Write(box.Position); Write(box.Size); break;
            case Basis basis: Write(basis); break;
            case Transform3D t: Write(t.Basis); Write(t.Origin); break;
            case Projection p: Write(p.X); Write(p.Y); Write(p.Z); Write(p.W); break;
            case Color c: Write(new Vector4(c.R, c.G, c.B, c.A)); break;
            case Rid rid when !_isGodot3: _buffer.WriteInt64((long)rid.Id); break;
            case Rid: break;
            case SignalReference signal: WriteString(signal.Name); _buffer.WriteInt64((long)signal.ObjectId); break;
            case Array packed: WritePacked(packed); break;
            default: throw new NotSupportedException($"A {value.GetType().Name} cannot be sent.");
        }
    }

    private void WritePacked(Array packed)
    {
        _buffer.WriteInt32(packed.Length);
        switch (packed)
        {
            case byte[] bytes:
                _buffer.WriteBytes(bytes);
                _buffer.Pad(bytes.Length);
                break;
            case int[] numbers:
                foreach (int number in numbers) _buffer.WriteInt32(number);
                break;
            case long[] numbers:
                foreach (long number in numbers) _buffer.WriteInt64(number);
                break;
            case float[] numbers:
                foreach (float number in numbers) _buffer.WriteSingle(number);
                break;
            case double[] numbers:
                foreach (double number in numbers) _buffer.WriteInt64(BitConverter.DoubleToInt64Bits(number));
                break;
            case string[] texts:
                foreach (string text in texts) WriteEndedString(text);
                break;
            case Vector2[] vectors:
                foreach (Vector2 vector in vectors) Write(vector);
                break;
            case Vector3[] vectors:
                foreach (Vector3 vector in vectors) Write(vector);
                break;
            case Vector4[] vectors:
                foreach (Vector4 vector in vectors) Write(vector);
                break;
            case Color[] colors:
                foreach (Color color in colors) Write(new Vector4(color.R, color.G, color.B, color.A));
                break;
        }
    }

    // In packed arrays, and only there, texts travel with the zero behind them.
    private void WriteEndedString(string text)
    {
        int at = _buffer.Length;
        _buffer.WriteUInt32(0);
        int length = _buffer.WriteText(text) + 1;
        _buffer.WriteByte(0);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.At(at, sizeof(int)), length);
        _buffer.Pad(length);
    }

    private void WriteNodePath(NodePath path)
    {
        _buffer.WriteUInt32((uint)path.Names.Count | VariantHeader.NodePathMark);
        _buffer.WriteInt32(path.Subnames.Count);
        _buffer.WriteUInt32(path.IsAbsolute ? VariantHeader.NodePathIsAbsolute : 0);
        foreach (string name in path.Names) WriteString(name);
        foreach (string name in path.Subnames) WriteString(name);
    }

    private void Write(Vector2 value)
    {
        _buffer.WriteSingle(value.X);
        _buffer.WriteSingle(value.Y);
    }

    private void Write(Vector3 value)
    {
        _buffer.WriteSingle(value.X);
        _buffer.WriteSingle(value.Y);
        _buffer.WriteSingle(value.Z);
    }

    private void Write(Vector4 value)
    {
        _buffer.WriteSingle(value.X);
        _buffer.WriteSingle(value.Y);
        _buffer.WriteSingle(value.Z);
        _buffer.WriteSingle(value.W);
    }

    private void Write(in Basis value)
    {
        Write(value.Row0);
        Write(value.Row1);
        Write(value.Row2);
    }

    private void WriteIntegers(int first, int second)
    {
        _buffer.WriteInt32(first);
        _buffer.WriteInt32(second);
    }
}
