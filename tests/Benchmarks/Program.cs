using System.Globalization;
using Benchmarks;
using Benchmarks.Autoscaling;
using Benchmarks.Gateway;
using Benchmarks.Gateway.Streams;
using Benchmarks.Gateway.Throughput;
using Benchmarks.Waking;
using Cluster;

// Usage: make bench [BENCH=gateway | BENCH=streams (the second half of it, on the screen) | BENCH=waking | BENCH=wakes (the first of it, on the screen) | BENCH='autoscaling burst ramp square diurnal' | BENCH='100 1000']
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
var cancellationToken = interrupted.Token;
switch (args)
{
    case [GatewayServer.Command, var port, var replicaPort]:
        await GatewayServer.RunAsync(Number(port), Number(replicaPort), cancellationToken);
        break;
    case [BareForwarder.Command, var port, var replicaPort]:
        await BareForwarder.RunAsync(Number(port), Number(replicaPort), cancellationToken);
        break;
    case [TokenServer.Command, var port]:
        await TokenServer.RunAsync(Number(port), cancellationToken);
        break;
    case [BenchGateway.Command, var port, var telemetryPort, var endpoints]:
        await BenchGateway.RunAsync(Number(port), Number(telemetryPort), Number(endpoints), cancellationToken);
        break;
    case [BareKestrel.Command, var port, var telemetryPort, _]:
        await BareKestrel.RunAsync(Number(port), Number(telemetryPort), cancellationToken);
        break;
    case [BareClient.Command, var kubeconfig, var ns, var count]:
        Console.Write(await OperatorBenchmarks.RunBareAsync(kubeconfig, ns, Number(count), cancellationToken));
        break;
    case ["gateway"]:
        await WriteAsync("docs/performance-gateway.md", await GatewayBenchmark.RunAsync(cancellationToken));
        break;
    case ["streams"]:
        Console.Write(await GatewayBenchmark.RunStreamsAsync(cancellationToken));
        break;
    case ["waking"]:
        await WriteAsync("docs/performance-waking.md", await WakingBenchmark.RunAsync(cancellationToken));
        break;
    case ["wakes"]:
        Console.WriteLine(await WakingBenchmark.MeasureWakesAsync(cancellationToken));
        break;
    case ["autoscaling", .. var names]:
        await AutoscalingBenchmark.RunAsync([.. Shape.All.Where(shape => names is [] || names.Contains(shape.Name))], cancellationToken);
        break;
    case []:
        await WriteAsync("docs/performance-gateway.md", await GatewayBenchmark.RunAsync(cancellationToken));
        await WriteAsync("docs/performance.md", await OperatorBenchmarks.RunAsync([100, 1000, 5000], cancellationToken));
        await WriteAsync("docs/performance-waking.md", await WakingBenchmark.RunAsync(cancellationToken));
        break;
    default:
        await WriteAsync("docs/performance.md", await OperatorBenchmarks.RunAsync(args.Select(Number), cancellationToken));
        break;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

async Task WriteAsync(string file, string page)
{
    Console.Write(page);
    await File.WriteAllTextAsync(Repository.File(file), page, cancellationToken);
}
