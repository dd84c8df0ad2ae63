using System.Net.Sockets;

using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>A connection to a replica: HTTP/1.1, one request at a time.</summary>
/// <remarks>One task sends and one receives. <see cref="Dispose"/> may be called at any time from anywhere, and ends what both wait for.</remarks>
internal sealed class UpstreamConnection(LoopSocket socket, ActivityTimeout activity, int maxHeadBytes) : IDisposable
{
    /// <summary>What the loop has not heard of yet is no older.</summary>
    private static readonly TimeSpan MaxTrust = TimeSpan.FromMilliseconds(10);

    private ResponseHead? head;
    private volatile bool isDisposed;

    /// <summary>Of the present answer.</summary>
    public ResponseHead Head => head ?? throw new InvalidOperationException("No answer has begun.");

    public ReceiveBuffer Received { get; } = new();

    public SendBuffer Sending { get; } = new();

    public ActivityTimeout Activity { get; } = activity;

    /// <summary>It has served a request before, so the replica may have closed it in the meantime.</summary>
    public bool IsReused { get; set; }

    /// <summary>When it was put back.</summary>
    public long IdleSince { get; set; }

    /// <summary>Not a byte of the present answer has come.</summary>
    public bool IsSilent { get; set; } = true;

    /// <summary>Which loop hears of it.</summary>
    public EventLoop Loop => socket.Loop;

    /// <summary>Between two requests: from now on that loop hears of it.</summary>
    public void MoveTo(EventLoop loop) => socket.MoveTo(loop);

    /// <summary>Between two requests there is nothing to receive but the end, or what nobody asked for.</summary>
    /// <param name="idle">How long it has been between the two. After a short time the loop's word is enough.</param>
    public bool IsUsable(TimeSpan idle) =>
        !isDisposed && !socket.HasHungUp && ((idle < MaxTrust && !socket.IsReadable) || IsEmpty());

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await socket.SendAsync(bytes);
        Activity.Touch();
    }

    /// <summary>Sends what is in <see cref="Sending"/>.</summary>
    public async ValueTask FlushAsync()
    {
        await SendAsync(Sending.Written);
        Sending.Release();
    }

    /// <summary>Waits until <see cref="TryReceive"/> is worth trying.</summary>
    public ValueTask WaitAsync() => socket.WaitReadableAsync();

    /// <summary>Adds what has come to <see cref="Received"/>.</summary>
    /// <returns>False: the replica has closed its side. That it is true does not say that anything came.</returns>
    /// <exception cref="MalformedResponseException">What must be read as a whole is over the limit.</exception>
    public bool TryReceive()
    {
        if (Received.Length >= maxHeadBytes)
        {
            throw new MalformedResponseException($"a head, or trailers, of more than {maxHeadBytes} bytes");
        }

        var count = Received.Fill(socket);
        if (count > 0)
        {
            IsSilent = false;
            Activity.Touch();
        }

        return count is not 0;
    }

    /// <summary>Reads the next <see cref="Head"/>.</summary>
    public async ValueTask ReceiveHeadAsync()
    {
        int length;
        while ((length = HeaderSection.Measure(Received.Unread)) == 0)
        {
            await WaitAsync();
            if (!TryReceive())
            {
                throw new MalformedResponseException("no complete answer");
            }
        }

        head ??= ResponseHead.Take();
        if (!head.TryParse(Received.Unread[..length]))
        {
            throw new MalformedResponseException("what is not HTTP/1.1");
        }

        Received.Take(length);
    }

    /// <summary>An answer has ended. What is kept until the next one is what it waits with.</summary>
    public void Rest()
    {
        Received.Release();
        head?.GiveBack();
        head = null;
    }

    /// <summary>Closes it. Memory that is still in use is left to the collector.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Activity.Dispose();
        socket.Dispose();
    }

    private bool IsEmpty()
    {
        try
        {
            return socket.TryReceive(stackalloc byte[1]) is null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
