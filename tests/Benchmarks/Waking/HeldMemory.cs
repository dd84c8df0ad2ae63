using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Benchmarks.Gateway;
using Cluster;

namespace Benchmarks.Waking;

/// <summary>What the gateway's process grows by while requests wait.</summary>
internal static class HeldMemory
{
    private const int Port = 21_914;
    private const int TelemetryPort = 21_915;
    private const int WarmUp = 500;
    private const string Metric = "inferenceendpoints_gateway_requests_held{";

    private static readonly byte[] Request = Encoding.ASCII.GetBytes($"GET {BenchGateway.Url(Port).AbsolutePath} HTTP/1.1\r\nHost: bench\r\nX-Scale-Up-Timeout: 600\r\n\r\n");

    /// <returns>KiB for each.</returns>
    public static async Task<double> RunAsync(int count, CancellationToken cancellationToken)
    {
        await using var gateway = BackgroundProcess.Start(Environment.ProcessPath!, BenchGateway.Command, $"{Port}", $"{TelemetryPort}", "1");
        using var http = new HttpClient();
        await HoldsAsync(http, 0, cancellationToken);
        Close(await WithHeldAsync(http, WarmUp, cancellationToken));
        await HoldsAsync(http, 0, cancellationToken);
        var before = await ResidentAsync(gateway.Id, cancellationToken);
        var connections = await WithHeldAsync(http, count, cancellationToken);
        var grown = await ResidentAsync(gateway.Id, cancellationToken) - before;
        Close(connections);
        return grown / count;
    }

    private static async Task<List<TcpClient>> WithHeldAsync(HttpClient http, int count, CancellationToken cancellationToken)
    {
        var connections = new List<TcpClient>();
        for (var i = 0; i < count; i++)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", Port, cancellationToken);
            await connection.GetStream().WriteAsync(Request, cancellationToken);
            connections.Add(connection);
        }

        await HoldsAsync(http, count, cancellationToken);
        return connections;
    }

    private static void Close(List<TcpClient> connections) => connections.ForEach(connection => connection.Dispose());

    private static Task<string> HoldsAsync(HttpClient http, int count, CancellationToken cancellationToken) => Eventually.EqualAsync(
        $"{count} wait",
        $"{count}",
        async token =>
        {
            var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{TelemetryPort}/metrics"), token);
            return page.Split('\n').FirstOrDefault(line => line.StartsWith(Metric, StringComparison.Ordinal))?.Split(' ')[^1] ?? "0";
        },
        cancellationToken);

    /// <returns>KiB.</returns>
    private static async Task<double> ResidentAsync(int process, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{process}/status", cancellationToken);
        var words = lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
