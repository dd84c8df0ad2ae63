using Benchmarks.Gateway.Streams;
using Benchmarks.Gateway.Throughput;
using Cluster;

namespace Benchmarks.Gateway;

/// <summary>The gateway and its peers before the same replica, in turns: on a machine that others use, too, only what was measured side by side compares.</summary>
internal static class GatewayBenchmark
{
    private const int TokenPort = 21_911;
    private const int NginxPort = 21_912;
    private const int GatewayPort = 21_913;

    /// <returns>A page for people.</returns>
    public static Task<string> RunAsync(CancellationToken cancellationToken) => RunAsync(
        async (tools, folder) => await ThroughputBenchmark.RunAsync(tools, folder, cancellationToken) + await MeasureStreamsAsync(tools, folder, cancellationToken),
        cancellationToken);

    /// <returns>The part of the page that is about streams.</returns>
    public static Task<string> RunStreamsAsync(CancellationToken cancellationToken) =>
        RunAsync((tools, folder) => MeasureStreamsAsync(tools, folder, cancellationToken), cancellationToken);

    private static async Task<string> RunAsync(Func<Tools, string, Task<string>> measureAsync, CancellationToken cancellationToken)
    {
        var tools = new Tools(await Shell.RunAsync(Repository.File("tests/Benchmarks/install.sh"), [], input: null, environment: null, cancellationToken));
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            return await measureAsync(tools, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureStreamsAsync(Tools tools, string folder, CancellationToken cancellationToken)
    {
        await using var replica = BackgroundProcess.StartSelf(TokenServer.Command, $"{TokenPort}");
        await using var nginx = await tools.StartNginxAsync(Path.Combine(folder, "streams"), path => Nginx.Proxy(path, NginxPort, TokenPort), cancellationToken);
        await using var gateway = BackgroundProcess.StartSelf(GatewayServer.Command, $"{GatewayPort}", $"{TokenPort}");
        await Task.WhenAll(new[] { TokenPort, NginxPort, GatewayPort }.Select(port => Server.ListensAsync(port, cancellationToken)));
        return await StreamBenchmark.RunAsync(new Server(gateway, GatewayPort), new Server(nginx, NginxPort), cancellationToken);
    }
}
