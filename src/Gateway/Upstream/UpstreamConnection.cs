using System.Net.Sockets;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>A connection to a replica: HTTP/1.1, one request at a time.</summary>
/// <remarks>One task sends and one receives. <see cref="Dispose"/> may be called at any time from anywhere, and ends what both wait for.</remarks>
internal sealed class UpstreamConnection(Socket socket, ActivityTimeout activity, int maxHeadBytes) : IDisposable
{
    private ResponseHead? head;
    private volatile bool isDisposed;

    /// <summary>Of the present answer.</summary>
    public ResponseHead Head => head ?? throw new InvalidOperationException("No answer has begun.");

    public ReceiveBuffer Received { get; } = new(maxHeadBytes);

    public SendBuffer Sending { get; } = new();

    public ActivityTimeout Activity { get; } = activity;

    /// <summary>It has served a request before, so the replica may have closed it in the meantime.</summary>
    public bool IsReused { get; set; }

    /// <summary>When it was put back.</summary>
    public long IdleSince { get; set; }

    /// <summary>Not a byte of the present answer has come.</summary>
    public bool IsSilent { get; set; } = true;

    /// <summary>Between two requests there is nothing to receive but the end, or what nobody asked for.</summary>
    public bool IsUsable => !isDisposed && !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await socket.SendAsync(bytes, SocketFlags.None);
        Activity.Touch();
    }

    /// <summary>Sends what is in <see cref="Sending"/>.</summary>
    public async ValueTask FlushAsync()
    {
        await SendAsync(Sending.Written);
        Sending.Release();
    }

    /// <summary>Waits for more. In two steps, as an async method in between would cost memory for each token.</summary>
    public ValueTask<int> BeginReceive() => socket.ReceiveAsync(Received.GetFree(), SocketFlags.None);

    /// <param name="count">What <see cref="BeginReceive"/> came to; it is in <see cref="Received"/> then.</param>
    /// <returns>False: the replica has closed its side.</returns>
    public bool EndReceive(int count)
    {
        Received.Add(count);
        IsSilent &= count == 0;
        Activity.Touch();
        return count > 0;
    }

    /// <summary>Reads the next <see cref="Head"/>.</summary>
    public async ValueTask ReceiveHeadAsync()
    {
        int length;
        while ((length = HeaderSection.Measure(Received.Unread)) == 0)
        {
            if (!EndReceive(await BeginReceive()))
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

    /// <summary>Closes it. Memory that may still be written to is left to the collector.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Activity.Dispose();
        socket.Dispose();
    }
}
