using System.Buffers;
using System.Text;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>Bytes on their way out, in memory that is on loan until they are sent.</summary>
internal sealed class SendBuffer
{
    private const int InitialSize = 4 * 1024;

    private byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    /// <summary>So much is to be written next.</summary>
    public void Reserve(int length) => GetSpan(length);

    /// <summary>Room for at least so much.</summary>
    public Span<byte> GetSpan(int length) => GetMemory(length).Span;

    /// <summary>Room for at least so much.</summary>
    public Memory<byte> GetMemory(int length)
    {
        if (bytes.Length - Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, Math.Max(Length + length, 2 * bytes.Length)));
            Written.CopyTo(larger);
            var kept = Length;
            Release();
            (bytes, Length) = (larger, kept);
        }

        return bytes.AsMemory(Length);
    }

    /// <summary>So much has been written to the room.</summary>
    public void Advance(int count) => Length += count;

    public void Write(ReadOnlySpan<byte> data)
    {
        data.CopyTo(GetSpan(data.Length));
        Length += data.Length;
    }

    /// <summary>A byte for each char.</summary>
    public void Write(string text) => Length += Encoding.Latin1.GetBytes(text, GetSpan(text.Length));

    /// <summary>Whatever can format itself: a number, an address.</summary>
    public void Write<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        const int MaxLength = 64;
        if (!value.TryFormat(GetSpan(MaxLength), out var length, format, provider: null))
        {
            throw new ArgumentException($"'{value}' takes more than {MaxLength} bytes", nameof(value));
        }

        Length += length;
    }

    public void Release()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        bytes = [];
        Length = 0;
    }
}
