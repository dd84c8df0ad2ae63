using System.Net.Sockets;
using System.Text;

namespace IntegrationTests.Gateway;

/// <summary>HTTP by hand, for what a proper client does not send or hides.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };

    private RawHttp()
    {
    }

    public static async Task<RawHttp> ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        var connection = new RawHttp();
        await connection.client.ConnectAsync(server.Host, server.Port, cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and returns everything that comes back until the server closes.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string request, CancellationToken cancellationToken)
    {
        using var connection = await ConnectAsync(server, cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        using var reader = new StreamReader(connection.client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    /// <summary>What came up to and with <paramref name="end"/>; all of it when the server closes before.</summary>
    public async Task<string> ReadUntilAsync(string end, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await client.GetStream().ReadAsync(one, cancellationToken) == 1)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    public void Dispose() => client.Dispose();
}
