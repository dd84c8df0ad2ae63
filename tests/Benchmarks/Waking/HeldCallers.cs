using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Waking;

/// <summary>Many who ask the gateway for something at once.</summary>
internal static class HeldCallers
{
    private const string Patience = "X-Scale-Up-Timeout";

    /// <summary>Each has a connection of HTTP/1.1, and waits for a replica.</summary>
    public static Task<IAsyncDisposable> Http1Async(int count, CancellationToken cancellationToken) =>
        ConnectAsync(count, $"GET {Url.AbsolutePath} HTTP/1.1\r\nHost: bench\r\n{Patience}: 600\r\n\r\n", isAnswered: false, cancellationToken);

    /// <summary>Each has a connection of HTTP/1.1 on which a request was answered.</summary>
    public static Task<IAsyncDisposable> IdleAsync(int count, CancellationToken cancellationToken) =>
        ConnectAsync(count, "GET / HTTP/1.1\r\nHost: bench\r\n\r\n", isAnswered: true, cancellationToken);

    /// <summary>As many as may share a connection of HTTP/2 do, and wait for a replica.</summary>
    public static Task<IAsyncDisposable> Http2Async(int count, CancellationToken cancellationToken)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DefaultRequestHeaders = { { Patience, "600" } },
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var calls = new HttpCalls(http, [.. Enumerable.Range(0, count).Select(_ => http.GetAsync(Url, cancellationToken))]);
        return Task.FromResult<IAsyncDisposable>(calls);
    }

    private static Uri Url => BenchGateway.Url(HeldMemory.Port);

    private static async Task<IAsyncDisposable> ConnectAsync(int count, string request, bool isAnswered, CancellationToken cancellationToken)
    {
        var connections = new Connections();
        var (bytes, answer) = (Encoding.ASCII.GetBytes(request), new byte[4096]);
        for (var i = 0; i < count; i++)
        {
            var connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
            connections.Add(connection);
            await connection.ConnectAsync("127.0.0.1", HeldMemory.Port, cancellationToken);
            await connection.SendAsync(bytes, cancellationToken);
            if (isAnswered)
            {
                await connection.ReceiveAsync(answer, cancellationToken);
            }
        }

        return connections;
    }

    private sealed class Connections : List<Socket>, IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            ForEach(connection => connection.Dispose());
            return ValueTask.CompletedTask;
        }
    }

    private sealed class HttpCalls(HttpClient http, IReadOnlyList<Task<HttpResponseMessage>> calls) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
