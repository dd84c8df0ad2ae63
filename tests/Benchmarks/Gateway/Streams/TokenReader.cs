using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Gateway.Streams;

/// <summary>A caller of <see cref="TokenServer"/>, over a connection of its own.</summary>
internal sealed class TokenReader : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] received = new byte[4096];
    private readonly List<TimeSpan> ages = new(1024);
    private int length;
    private volatile bool isMeasuring;

    private TokenReader()
    {
    }

    /// <summary>How old tokens were when they came, while <see cref="IsMeasuring"/>. To be read when <see cref="ReadAsync"/> has ended.</summary>
    public IReadOnlyList<TimeSpan> Ages => ages;

    public bool IsMeasuring
    {
        get => isMeasuring;
        set => isMeasuring = value;
    }

    /// <summary>So many of them, each of which has had its first token.</summary>
    public static async Task<IReadOnlyList<TokenReader>> OpenAsync(int count, int port, string path, CancellationToken cancellationToken)
    {
        var readers = new List<TokenReader>();
        for (var i = 0; i < count; i++)
        {
            var reader = new TokenReader();
            readers.Add(reader);
            await reader.socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            await reader.socket.SendAsync(
                Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {GatewayServer.Key}\r\n\r\n"), cancellationToken);
            await reader.TakeAsync(cancellationToken);
        }

        return readers;
    }

    /// <summary>Takes tokens as they come, until it is cancelled.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TakeAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That was all.
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>At least one.</summary>
    private async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        do
        {
            var came = await socket.ReceiveAsync(received.AsMemory(length), cancellationToken);
            if (came == 0)
            {
                throw new InvalidDataException($"The stream has ended with: {Encoding.ASCII.GetString(received, 0, length)}");
            }

            length += came;
        }
        while (!Take());
    }

    private bool Take()
    {
        ReadOnlySpan<byte> rest = received.AsSpan(0, length);
        while (Token.Take(ref rest) is { } age)
        {
            if (isMeasuring)
            {
                ages.Add(age);
            }
        }

        var hasTaken = rest.Length < length;
        rest.CopyTo(received);
        length = rest.Length;
        return hasTaken;
    }
}
