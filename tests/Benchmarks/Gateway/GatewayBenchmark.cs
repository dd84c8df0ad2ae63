using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Benchmarks.Gateway.Streams;
using Cluster;

namespace Benchmarks.Gateway;

/// <summary>The gateway and nginx before the same replica, in turns: on a machine that others use, too, only what was measured side by side compares.</summary>
internal static class GatewayBenchmark
{
    private const int ReplicaPort = 21_901;
    private const int NginxPort = 21_902;
    private const int GatewayPort = 21_903;
    private const int TokenPort = 21_904;
    private const int StreamingNginxPort = 21_905;
    private const int StreamingGatewayPort = 21_906;
    private const int WarmUpSeconds = 6;
    private const int Seconds = 2;
    private const int Rounds = 3;
    private static readonly int[] Sizes = [64, 16 * 1024];
    private static readonly int[] Connections = [32, 256];

    /// <returns>A page for people.</returns>
    public static async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var tools = await Shell.RunAsync(Repository.File("tests/Benchmarks/install.sh"), [], input: null, environment: null, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            return await MeasureThroughputAsync(tools, folder, cancellationToken) + await MeasureStreamsAsync(tools, folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureThroughputAsync(string tools, string folder, CancellationToken cancellationToken)
    {
        await using var replica = await StartNginxAsync(tools, Path.Combine(folder, "replica"), path => Nginx.Replica(path, ReplicaPort, Sizes), cancellationToken);
        await using var nginx = await StartNginxAsync(tools, Path.Combine(folder, "proxy"), path => Nginx.Proxy(path, NginxPort, ReplicaPort), cancellationToken);
        await using var gateway = BackgroundProcess.Start(Environment.ProcessPath!, GatewayServer.Command, $"{GatewayPort}", $"{ReplicaPort}");
        await Task.WhenAll(new[] { ReplicaPort, NginxPort, GatewayPort }.Select(port => ListensAsync(port, cancellationToken)));
        return await MeasureAsync(new Load(tools, folder), cancellationToken);
    }

    private static async Task<string> MeasureStreamsAsync(string tools, string folder, CancellationToken cancellationToken)
    {
        await using var replica = BackgroundProcess.Start(Environment.ProcessPath!, TokenServer.Command, $"{TokenPort}");
        await using var nginx = await StartNginxAsync(tools, Path.Combine(folder, "streams"), path => Nginx.Proxy(path, StreamingNginxPort, TokenPort), cancellationToken);
        await using var gateway = BackgroundProcess.Start(Environment.ProcessPath!, GatewayServer.Command, $"{StreamingGatewayPort}", $"{TokenPort}");
        await Task.WhenAll(new[] { TokenPort, StreamingNginxPort, StreamingGatewayPort }.Select(port => ListensAsync(port, cancellationToken)));
        return await StreamBenchmark.RunAsync(new Server(gateway, StreamingGatewayPort), new Server(nginx, StreamingNginxPort), cancellationToken);
    }

    private static async Task<string> MeasureAsync(Load load, CancellationToken cancellationToken)
    {
        var page = new StringBuilder($"""
            # Performance of the gateway

            Written by `make bench` (`tests/Benchmarks/Gateway`): wrk sends POST requests with a body as long as the answer over connections that stay, for {Seconds} s
            to nginx's `proxy_pass` and for {Seconds} s to the gateway, with keys and metrics on and no access logs, {Rounds} times in turns; nginx is the replica, too. All share {Environment.ProcessorCount}
            cores. The medians are shown. Budget: at least nginx's throughput, and never below 0.8 of it; no higher p99.

            | bytes | connections | gateway | nginx | ratio | gateway p99 | nginx p99 |
            | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var size in Sizes)
        {
            await load.RunAsync(GatewayPort, size, Connections[0], WarmUpSeconds, cancellationToken);
            foreach (var connections in Connections)
            {
                var rounds = new List<(LoadResult Gateway, LoadResult Nginx)>();
                for (var round = 0; round < Rounds; round++)
                {
                    var nginx = await load.RunAsync(NginxPort, size, connections, Seconds, cancellationToken);
                    rounds.Add((await load.RunAsync(GatewayPort, size, connections, Seconds, cancellationToken), nginx));
                }

                page.AppendLine(CultureInfo.InvariantCulture, $"""
                    | {size} | {connections} | {Median(rounds, both => both.Gateway.PerSecond):N0}/s | {Median(rounds, both => both.Nginx.PerSecond):N0}/s | {Median(rounds, both => both.Gateway.PerSecond / both.Nginx.PerSecond):0.00} | {Median(rounds, both => both.Gateway.P99):0.0} ms | {Median(rounds, both => both.Nginx.P99):0.0} ms |
                    """);
            }
        }

        return page.ToString();
    }

    private static double Median(List<(LoadResult Gateway, LoadResult Nginx)> rounds, Func<(LoadResult Gateway, LoadResult Nginx), double> value) =>
        rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private static async Task<BackgroundProcess> StartNginxAsync(string tools, string folder, Func<string, string> configuration, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, configuration(folder), cancellationToken);
        return BackgroundProcess.Start(Path.Combine(tools, "usr/sbin/nginx"), "-c", file, "-p", folder, "-e", "stderr");
    }

    private static Task ListensAsync(int port, CancellationToken cancellationToken) => Eventually.TrueAsync(
        $"port {port} is open",
        async token =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port, token);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        cancellationToken);
}
