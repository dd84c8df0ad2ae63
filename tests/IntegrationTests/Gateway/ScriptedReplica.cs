using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s.Models;

namespace IntegrationTests.Gateway;

/// <summary>A server that does on each connection what a test says, byte by byte, and then closes it.</summary>
internal sealed class ScriptedReplica : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private int closed;

    private ScriptedReplica(Func<ScriptedConnection, Task> script)
    {
        listener.Start();
        accepting = AcceptAsync(script);
    }

    public V1Pod Pod => Replica.PodAt(Url.Port);

    public Uri Url => new($"http://{listener.LocalEndpoint}");

    /// <summary>How many were accepted.</summary>
    public int Connections { get; private set; }

    /// <summary>How many have ended.</summary>
    public int Closed => Volatile.Read(ref closed);

    public static ScriptedReplica Start(Func<ScriptedConnection, Task> script) => new(script);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<ScriptedConnection, Task> script)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Connections++;
                connections.Add(ServeAsync(client, script));
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client, Func<ScriptedConnection, Task> script)
    {
        client.NoDelay = true;
        try
        {
            await script(new ScriptedConnection(client.GetStream(), Connections, stop.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The other side cut the connection, or the test has ended.
        }
        finally
        {
            client.Dispose();
            Interlocked.Increment(ref closed);
        }
    }
}

/// <param name="Stream">The bytes.</param>
/// <param name="Number">1 for the replica's first connection.</param>
/// <param name="Stopped">The test has ended.</param>
internal sealed record ScriptedConnection(NetworkStream Stream, int Number, CancellationToken Stopped)
{
    /// <summary>A request's head; empty when the caller has closed.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await Stream.ReadAsync(one, Stopped) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async Task SendAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stopped);

    /// <summary>Answers each request with the same.</summary>
    public async Task AnswerAllAsync(string answer)
    {
        while ((await ReadHeadAsync()).Length > 0)
        {
            await SendAsync(answer);
        }
    }
}
