using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s.Models;

namespace IntegrationTests.Gateway;

/// <summary>A server that answers whatever it is asked with the same bytes.</summary>
internal sealed class RawReplica : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    private RawReplica(byte[] answer)
    {
        listener.Start();
        serving = ServeAsync(answer);
    }

    public V1Pod Pod => Replica.PodAt(((IPEndPoint)listener.LocalEndpoint).Port);

    public static RawReplica Start(string answer) => new(Encoding.Latin1.GetBytes(answer));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    if (line.Length == 0)
                    {
                        await client.GetStream().WriteAsync(answer, stop.Token);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }
}
