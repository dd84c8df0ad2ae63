using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s.Models;

namespace IntegrationTests.Gateway;

/// <summary>A server that keeps every byte it gets, and takes each empty line for the end of a request.</summary>
internal sealed class RecordingReplica : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource stop = new();
    private readonly StringBuilder received = new();
    private readonly Task serving;

    private readonly string answer;

    private RecordingReplica(string answer)
    {
        this.answer = answer;
        listener.Start();
        serving = AcceptAsync();
    }

    public V1Pod Pod => Replica.PodAt(((IPEndPoint)listener.LocalEndpoint).Port);

    public static RecordingReplica Start() => new("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");

    /// <summary>It never answers.</summary>
    public static RecordingReplica StartSilent() => new("");

    /// <summary>From all connections, since the last call.</summary>
    public string TakeReceived()
    {
        lock (received)
        {
            var text = received.ToString();
            received.Clear();
            return text;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var text = new StringBuilder();
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, stop.Token)) > 0)
            {
                var piece = Encoding.Latin1.GetString(buffer, 0, count);
                lock (received)
                {
                    received.Append(piece);
                }

                if (text.Append(piece).ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    text.Clear();
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The gateway cut the connection, or the test has ended.
        }
    }
}
