using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Gateway.Streams;

/// <summary>A caller of <see cref="TokenServer"/>, over a connection of its own.</summary>
internal sealed class TokenReader : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] received = new byte[4096];
    private int length;

    private TokenReader()
    {
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
            await reader.ReadAsync([], count: 1, cancellationToken);
        }

        return readers;
    }

    /// <param name="ages">Gets how old each token was when it came.</param>
    /// <param name="count">Tokens to wait for.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task ReadAsync(List<TimeSpan> ages, int count, CancellationToken cancellationToken)
    {
        for (var tokens = 0; tokens < count;)
        {
            var came = await socket.ReceiveAsync(received.AsMemory(length), cancellationToken);
            if (came == 0)
            {
                throw new InvalidDataException($"The stream has ended with: {Encoding.ASCII.GetString(received, 0, length)}");
            }

            length += came;
            tokens += Take(ages);
        }
    }

    public void Dispose() => socket.Dispose();

    private int Take(List<TimeSpan> ages)
    {
        ReadOnlySpan<byte> rest = received.AsSpan(0, length);
        var tokens = 0;
        for (; Token.Take(ref rest) is { } age; tokens++)
        {
            ages.Add(age);
        }

        rest.CopyTo(received);
        length = rest.Length;
        return tokens;
    }
}
