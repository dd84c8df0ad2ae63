using System.Globalization;
using System.Text;

namespace Benchmarks.Gateway.Throughput;

/// <summary>How many requests the gateway and others forward in a second, and how long the slowest take.</summary>
internal static class ThroughputBenchmark
{
    private const int ReplicaPort = 21_901;
    private const int GatewayPort = 21_902;
    private const int NginxPort = 21_903;
    private const int HaproxyPort = 21_904;
    private const int ForwarderPort = 21_905;
    private const int WarmUpSeconds = 6;
    private const int Seconds = 2;
    private const int Rounds = 3;

    private static readonly int[] Sizes = [64, 16 * 1024];
    private static readonly int[] Connections = [32, 256];

    /// <param name="tools">nginx, haproxy and wrk.</param>
    /// <param name="folder">For their files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A part of a page for people.</returns>
    public static async Task<string> RunAsync(Tools tools, string folder, CancellationToken cancellationToken)
    {
        await using var replica = await tools.StartNginxAsync(Path.Combine(folder, "replica"), path => Nginx.Replica(path, ReplicaPort, Sizes), cancellationToken);
        await using var gateway = BackgroundProcess.StartSelf(GatewayServer.Command, $"{GatewayPort}", $"{ReplicaPort}");
        await using var nginx = await tools.StartNginxAsync(Path.Combine(folder, "proxy"), path => Nginx.Proxy(path, NginxPort, ReplicaPort), cancellationToken);
        await using var haproxy = await tools.StartHaproxyAsync(Path.Combine(folder, "haproxy"), Haproxy.Proxy(HaproxyPort, ReplicaPort), cancellationToken);
        await using var forwarder = BackgroundProcess.StartSelf(BareForwarder.Command, $"{ForwarderPort}", $"{ReplicaPort}");
        await Task.WhenAll(new[] { ReplicaPort, GatewayPort, NginxPort, HaproxyPort, ForwarderPort }.Select(port => Server.ListensAsync(port, cancellationToken)));
        Server[] servers = [new(gateway, GatewayPort), new(nginx, NginxPort), new(haproxy, HaproxyPort), new(forwarder, ForwarderPort)];
        return await MeasureAsync(servers, new Load(tools, folder), cancellationToken);
    }

    /// <param name="servers">The gateway, nginx, and others.</param>
    /// <param name="load">Sends the requests.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<string> MeasureAsync(Server[] servers, Load load, CancellationToken cancellationToken)
    {
        var page = new StringBuilder($"""
            # Performance of the gateway

            Written by `make bench` (`tests/Benchmarks/Gateway`): wrk sends POST requests with a body as long as the answer over connections that stay, for {Seconds} s
            to each in turns, {Rounds} times: to the gateway with keys and metrics on, to nginx's `proxy_pass`, to haproxy, and to Kestrel with SocketsHttpHandler put
            together in the shortest way. None writes an access log, nginx is the replica, too, and all share {Environment.ProcessorCount} cores. The medians are shown. Budget: at least
            nginx's throughput, and never below 0.8 of it; no higher p99; at least 10,000 requests for a second of the gateway's CPU.

            | bytes | connections | gateway | nginx | of nginx's | haproxy | Kestrel, SocketsHttpHandler | gateway p99 | nginx p99 | requests per CPU second |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var size in Sizes)
        {
            foreach (var server in servers)
            {
                await load.RunAsync(server.Port, size, Connections[0], WarmUpSeconds, cancellationToken);
            }

            foreach (var connections in Connections)
            {
                var rounds = new List<Sample[]>();
                for (var round = 0; round < Rounds; round++)
                {
                    var samples = new List<Sample>();
                    foreach (var server in servers)
                    {
                        var used = server.Use.Cpu;
                        var result = await load.RunAsync(server.Port, size, connections, Seconds, cancellationToken);
                        samples.Add(new Sample(result, result.PerSecond * Seconds / (server.Use.Cpu - used).TotalSeconds));
                    }

                    rounds.Add([.. samples]);
                }

                var rates = Enumerable.Range(0, servers.Length).Select(server => string.Create(CultureInfo.InvariantCulture, $"{Median(round => round[server].Load.PerSecond):N0}/s")).ToArray();
                page.AppendLine(CultureInfo.InvariantCulture, $"""
                    | {size} | {connections} | {rates[0]} | {rates[1]} | {Median(round => round[0].Load.PerSecond / round[1].Load.PerSecond):0.00} | {rates[2]} | {rates[3]} | {Median(round => round[0].Load.P99):0.0} ms | {Median(round => round[1].Load.P99):0.0} ms | {Median(round => round[0].PerCpuSecond):N0} |
                    """);

                double Median(Func<Sample[], double> value) => rounds.Select(value).Order().ElementAt(Rounds / 2);
            }
        }

        return page.ToString();
    }

    private sealed record Sample(LoadResult Load, double PerCpuSecond);
}
