using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>A connection whose events one <see cref="EventLoop"/> hears of. A read or a write is tried first and waited for when it would have blocked.</summary>
/// <remarks>One reads and one writes; <see cref="Dispose"/> and the two wakings may be called at any time from anywhere.</remarks>
internal sealed class LoopSocket : IDisposable
{
    private readonly Socket socket;
    private readonly Readiness readable = new();
    private readonly Readiness writable = new();
    private readonly Action? onHungUp;
    private volatile bool hasHungUp;
    private int isDisposed;

    /// <param name="socket">Connected, or about to be. No asynchronous call of its own may have been used.</param>
    /// <param name="loop">It stays with this one.</param>
    /// <param name="onHungUp">The peer will send nothing more, or the connection has broken. Called once, by the loop's thread; must not take long, nor throw.</param>
    public LoopSocket(Socket socket, EventLoop loop, Action? onHungUp = null)
    {
        this.socket = socket;
        this.onHungUp = onHungUp;
        Loop = loop;
        Handle = socket.SafeHandle;
        loop.Add(this);
    }

    public EventLoop Loop { get; private set; }

    /// <summary>The mark of its events; its loop gives it.</summary>
    public ulong Key { get; set; }

    public SafeSocketHandle Handle { get; }

    /// <summary>There may be something to receive, if only the end.</summary>
    public bool IsReadable => readable.IsReady;

    /// <summary>There is nothing more to receive than what has come.</summary>
    public bool HasHungUp => hasHungUp;

    /// <exception cref="SocketException">Refused, or unreachable.</exception>
    public static async Task<LoopSocket> ConnectAsync(IPEndPoint address, EventLoop loop, CancellationToken cancellationToken)
    {
        var opened = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        LoopSocket? connecting = null;
        try
        {
            Begin(opened, address);
            connecting = new LoopSocket(opened, loop);
            await using var cancellation = cancellationToken.UnsafeRegister(static waiting => ((LoopSocket)waiting!).writable.Signal(isInline: false), connecting);
            await connecting.writable.WaitAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if ((int)opened.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is var error and not 0)
            {
                throw new SocketException(error);
            }

            return connecting;
        }
        catch
        {
            connecting?.Dispose();
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Nobody may be waiting. The new loop hears at once what is there already.</summary>
    public void MoveTo(EventLoop loop)
    {
        if (loop != Loop)
        {
            Loop.Remove(this);
            Loop = loop;
            loop.Add(this);
        }
    }

    /// <summary>Waits until <see cref="TryReceive"/> is worth trying, or for <see cref="WakeReader"/>.</summary>
    public ValueTask WaitReadableAsync() => readable.WaitAsync();

    /// <returns>How much came; 0: the end; null: nothing yet.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public int? TryReceive(Span<byte> into)
    {
        readable.Clear();
        int count;
        while ((count = Libc.Receive(Handle, into)) < 0)
        {
            switch (Libc.LastError())
            {
                case Libc.Interrupted:
                    continue;
                case Libc.WouldBlock:
                    return null;
                case var error:
                    readable.Signal(isInline: false);
                    throw SocketErrors.ToException(error);
            }
        }

        // What did not fill its room has emptied the socket, and the next byte is an event; the end was one already.
        if (count == into.Length || hasHungUp)
        {
            readable.Signal(isInline: false);
        }

        return count;
    }

    /// <returns>How much was taken; 0: nothing now.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        int count;
        while ((count = Libc.Send(Handle, bytes)) < 0)
        {
            switch (Libc.LastError())
            {
                case Libc.Interrupted:
                    continue;
                case Libc.WouldBlock:
                    return 0;
                case var error:
                    throw SocketErrors.ToException(error);
            }
        }

        return count;
    }

    /// <summary>Ends when all has been taken.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => TrySend(bytes.Span) is var sent && sent == bytes.Length ? default : SendRestAsync(bytes[sent..]);

    /// <summary>After <see cref="TrySend"/> did not take all: takes more, as soon as that is possible, or ends for <see cref="WakeWriter"/>.</summary>
    /// <returns>How much was taken now; 0: try again.</returns>
    public async ValueTask<int> SendMoreAsync(ReadOnlyMemory<byte> bytes)
    {
        writable.Clear();
        var sent = TrySend(bytes.Span);
        if (sent == 0)
        {
            await writable.WaitAsync();
        }

        return sent;
    }

    /// <summary>Ends a waiting that has begun, or the next.</summary>
    public void WakeReader() => readable.Signal(isInline: false);

    /// <summary>Ends a waiting that has begun, or the next.</summary>
    public void WakeWriter() => writable.Signal(isInline: false);

    /// <summary>By its loop.</summary>
    public void OnEvents(int events)
    {
        const int End = Libc.EpollPeerHangUp | Libc.EpollHangUp | Libc.EpollError;
        var ends = (events & End) != 0 && !hasHungUp;
        if (ends)
        {
            hasHungUp = true;
        }

        if ((events & (Libc.EpollOut | Libc.EpollHangUp | Libc.EpollError)) != 0)
        {
            writable.Signal(isInline: true);
        }

        if ((events & (Libc.EpollIn | End)) != 0)
        {
            readable.Signal(isInline: true);
        }

        if (ends)
        {
            onHungUp?.Invoke();
        }
    }

    /// <summary>The peer hears that nothing more will come.</summary>
    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes it; what was sent still goes out.</summary>
    public void Dispose() => Close(isAbortive: false);

    /// <summary>Closes it with a reset.</summary>
    public void Abort() => Close(isAbortive: true);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await SendMoreAsync(bytes)..];
        }
    }

    private static void Begin(Socket socket, IPEndPoint address)
    {
        var native = address.Serialize();
        if (Libc.Connect(socket.SafeHandle, native.Buffer.Span, (uint)native.Size) < 0
            && Libc.LastError() is var error and not (Libc.InProgress or Libc.Interrupted))
        {
            throw SocketErrors.ToException(error);
        }
    }

    private void Close(bool isAbortive)
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        Loop.Forget(this);
        if (isAbortive)
        {
            socket.Close(timeout: 0);
        }
        else
        {
            socket.Dispose();
        }

        WakeReader();
        WakeWriter();
    }
}
