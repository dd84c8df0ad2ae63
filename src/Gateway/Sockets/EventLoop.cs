using System.Buffers.Binary;
using System.ComponentModel;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>
/// A thread that waits for its sockets' events and does what is to be done about them itself. There is one for each core, and a socket stays with
/// its own; a request that came in by one of them asks a replica over another of the same, so that a thread has all that it needs.
/// </summary>
internal sealed class EventLoop
{
    private const int MaxEvents = 128;

    private static readonly EventLoop[] Loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(index => new EventLoop(index))];
    private static int turn;

    [ThreadStatic]
    private static EventLoop? current;

    private readonly int epoll = Checked(Libc.EpollCreate());
    private readonly Lock gate = new();
    private readonly Stack<int> vacancies = [];
    private LoopSocket?[] sockets = new LoopSocket?[64];
    private int used;
    private int keys;

    private EventLoop(int index)
    {
        Index = index;
        new Thread(Run) { IsBackground = true, Name = $"Sockets {index}" }.UnsafeStart();
    }

    public static int Count => Loops.Length;

    /// <summary>Whose thread this is; null: it is another.</summary>
    public static EventLoop? Current => current;

    /// <summary>Its place among all.</summary>
    public int Index { get; }

    /// <summary>Each in turn.</summary>
    public static EventLoop Next() => Loops[(uint)Interlocked.Increment(ref turn) % (uint)Loops.Length];

    /// <summary>From now on it hears of its events.</summary>
    public void Add(LoopSocket socket)
    {
        ulong key;
        lock (gate)
        {
            var place = vacancies.TryPop(out var vacancy) ? vacancy : used++;
            if (place == sockets.Length)
            {
                var larger = new LoopSocket?[2 * sockets.Length];
                sockets.CopyTo(larger, 0);
                Volatile.Write(ref sockets, larger);
            }

            // An event may be on its way when its socket has gone and its place has been given away.
            key = ((ulong)(uint)++keys << 32) | (uint)place;
            socket.Key = key;
            Volatile.Write(ref sockets[place], socket);
        }

        Span<byte> interest = stackalloc byte[Libc.EpollEventSize];
        BinaryPrimitives.WriteInt32LittleEndian(interest, Libc.EpollIn | Libc.EpollOut | Libc.EpollPeerHangUp | Libc.EpollEdgeTriggered);
        BinaryPrimitives.WriteUInt64LittleEndian(interest[Libc.EpollDataOffset..], key);
        if (Libc.EpollControl(epoll, Libc.EpollAdd, socket.Handle, interest) < 0)
        {
            var error = Libc.LastError();
            Forget(socket);
            throw SocketErrors.ToException(error);
        }
    }

    /// <summary>It stays open and hears of nothing.</summary>
    public void Remove(LoopSocket socket)
    {
        Checked(Libc.EpollControl(epoll, Libc.EpollRemove, socket.Handle, default));
        Forget(socket);
    }

    /// <summary>It is about to be closed, which ends its events.</summary>
    public void Forget(LoopSocket socket)
    {
        lock (gate)
        {
            var place = (int)(uint)socket.Key;
            if (sockets[place] == socket)
            {
                sockets[place] = null;
                vacancies.Push(place);
            }
        }
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Libc.LastError());

    private void Run()
    {
        current = this;
        var events = GC.AllocateUninitializedArray<byte>(MaxEvents * Libc.EpollEventSize, pinned: true);
        while (true)
        {
            var count = Libc.EpollWait(epoll, events, MaxEvents, timeout: -1);
            if (count < 0 && Libc.LastError() is not Libc.Interrupted)
            {
                throw new Win32Exception(Libc.LastError());
            }

            for (var index = 0; index < count; index++)
            {
                var happened = events.AsSpan(index * Libc.EpollEventSize, Libc.EpollEventSize);
                var key = BinaryPrimitives.ReadUInt64LittleEndian(happened[Libc.EpollDataOffset..]);
                if (Volatile.Read(ref Volatile.Read(ref sockets)[(uint)key]) is { } socket && socket.Key == key)
                {
                    socket.OnEvents(BinaryPrimitives.ReadInt32LittleEndian(happened));
                }
            }
        }
    }
}
