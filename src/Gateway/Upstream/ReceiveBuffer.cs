using System.Buffers;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>
/// Bytes that came and are not taken yet. Small while little comes at a time, so that a stream between two tokens holds little; large as
/// long as reads fill it.
/// </summary>
/// <remarks>Used by one reader at a time. The room that <see cref="GetFree"/> gave out is written to until <see cref="Add"/>.</remarks>
internal sealed class ReceiveBuffer(int limit)
{
    private const int SmallSize = 2 * 1024;
    private const int LargeSize = 64 * 1024;

    private readonly byte[] small = new byte[SmallSize];
    private byte[]? large;
    private int start;
    private int end;
    private bool wasFilled;

    public ReadOnlySpan<byte> Unread => UnreadMemory.Span;

    public ReadOnlyMemory<byte> UnreadMemory => Bytes.AsMemory(start, end - start);

    private byte[] Bytes => large ?? small;

    /// <summary>Room for what comes next.</summary>
    /// <exception cref="MalformedResponseException">What must be read as a whole is over the limit.</exception>
    public Memory<byte> GetFree()
    {
        if (start == end)
        {
            Reset();
        }
        else if (end == Bytes.Length)
        {
            MakeRoom();
        }

        return Bytes.AsMemory(end);
    }

    public void Add(int count)
    {
        end += count;
        wasFilled = end == Bytes.Length;
    }

    public void Take(int count) => start += count;

    /// <summary>Gives back what is on loan. Nothing may be writing into it any more.</summary>
    public void Release()
    {
        if (large is not null)
        {
            ArrayPool<byte>.Shared.Return(large);
            large = null;
        }

        start = end = 0;
        wasFilled = false;
    }

    private void Reset()
    {
        start = end = 0;
        if (wasFilled == large is not null)
        {
            return;
        }

        if (wasFilled)
        {
            large = ArrayPool<byte>.Shared.Rent(LargeSize);
        }
        else
        {
            Release();
        }
    }

    private void MakeRoom()
    {
        var unread = Unread;
        if (unread.Length >= limit)
        {
            throw new MalformedResponseException($"a head, or trailers, of more than {limit} bytes");
        }

        var target = unread.Length <= Bytes.Length / 2 ? Bytes : ArrayPool<byte>.Shared.Rent(Math.Max(LargeSize, 2 * unread.Length));
        var length = unread.Length;
        unread.CopyTo(target);
        if (target != Bytes)
        {
            Release();
            large = target;
        }

        (start, end) = (0, length);
    }
}
