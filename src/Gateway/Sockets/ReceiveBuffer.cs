using System.Buffers;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>
/// Bytes that came and are not taken yet, in one piece, which moves when it needs more room. None while nothing is there, so that a stream between two
/// tokens holds nothing; large as long as reads fill it.
/// </summary>
internal sealed class ReceiveBuffer
{
    private const int SmallSize = 4 * 1024;
    private const int LargeSize = 64 * 1024;

    private byte[] bytes = [];
    private int start;
    private int end;
    private int nextSize = SmallSize;

    public int Length => end - start;

    public ReadOnlySpan<byte> Unread => bytes.AsSpan(start, Length);

    public ReadOnlyMemory<byte> UnreadMemory => bytes.AsMemory(start, Length);

    public ReadOnlySequence<byte> UnreadSequence => new(bytes, start, Length);

    /// <summary>Takes what the socket has, as far as there is room.</summary>
    /// <returns>How much came; 0: the end; null: nothing yet.</returns>
    public int? Fill(LoopSocket socket)
    {
        if (end == bytes.Length)
        {
            MakeRoom();
        }

        var room = bytes.AsSpan(end);
        var count = socket.TryReceive(room);
        end += count ?? 0;
        nextSize = count == room.Length ? LargeSize : SmallSize;
        Take(0);
        return count;
    }

    public void Take(int count)
    {
        start += count;
        if (start == end)
        {
            Release();
        }
    }

    /// <param name="position">In <see cref="UnreadSequence"/>.</param>
    /// <returns>How many bytes are before it.</returns>
    public int CountTo(SequencePosition position) => bytes.Length == 0 ? 0 : position.GetInteger() - start;

    public void Release()
    {
        Return();
        bytes = [];
        start = end = 0;
    }

    private void MakeRoom()
    {
        var unread = Unread;
        if (unread.IsEmpty || unread.Length > bytes.Length / 2)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(nextSize, 2 * unread.Length));
            unread.CopyTo(larger);
            Return();
            bytes = larger;
        }
        else
        {
            unread.CopyTo(bytes);
        }

        (start, end) = (0, unread.Length);
    }

    private void Return()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
