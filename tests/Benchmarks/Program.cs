using System.Globalization;
using Benchmarks;
using Benchmarks.Gateway;
using Cluster;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Operator.Cluster;
using k8s;
using KubeOps.KubernetesClient;

// Usage: dotnet run --project tests/Benchmarks -c Release [-- gateway | 100 1000 5000]
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
var cancellationToken = interrupted.Token;
if (args is [GatewayServer.Command, var port, var replicaPort])
{
    await GatewayServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(replicaPort, CultureInfo.InvariantCulture), cancellationToken);
    return;
}

var gatewayPage = await GatewayBenchmark.RunAsync(cancellationToken);
Console.Write(gatewayPage);
await File.WriteAllTextAsync(Repository.File("docs/performance-gateway.md"), gatewayPage, cancellationToken);
if (args is ["gateway"])
{
    return;
}

int[] sizes = args.Length > 0 ? [.. args.Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))] : [100, 1000];

OperatorJsonContext.Register();
await using var cluster = await LocalCluster.StartAsync(cancellationToken);
await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
await KubectlAsync("create", "namespace", "inference-endpoints");
await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"), "-f", Repository.File("deploy/rbac"));
var kubeconfig = Path.GetTempFileName();
await File.WriteAllTextAsync(
    kubeconfig, await cluster.ServiceAccountKubeconfigAsync("inference-endpoints", "inference-endpoints-operator", cancellationToken), cancellationToken);
await cluster.KillAsync(ClusterComponent.ControllerManager, cancellationToken);
await cluster.KillAsync(ClusterComponent.Scheduler, cancellationToken);

var configuration = cluster.CreateConfiguration();
using var client = new KubernetesClient(configuration, new Kubernetes(configuration));
var bare = new BareClient(
    client,
    await ClusterDiscovery.DiscoverAsync(client.ApiClient, cancellationToken),
    new InstanceCatalogue(await client.ListAsync<InstanceType>(cancellationToken: cancellationToken)));
var measurements = new List<Measurement>();
foreach (var size in sizes)
{
    var (bareNamespace, operatorNamespace) = ($"bare-{size}", $"operator-{size}");
    await KubectlAsync("create", "namespace", bareNamespace);
    await KubectlAsync("create", "namespace", operatorNamespace);
    Console.Error.WriteLine($"{size} endpoints");
    var benchmark = new OperatorBenchmark(
        bare,
        () => OperatorProcess.Start(kubeconfig, 20_000 + Random.Shared.Next(900), [KeyValuePair.Create("Operator__Namespace", operatorNamespace)]),
        // The local cluster has a thousand addresses for Services.
        @namespace => KubectlAsync("-n", @namespace, "delete", "services", "--all", "--wait=false"));
    measurements.Add(await benchmark.RunAsync(bareNamespace, operatorNamespace, size, cancellationToken));
}

File.Delete(kubeconfig);
var page = Report.Write(measurements);
Console.Write(page);
await File.WriteAllTextAsync(Repository.File("docs/performance.md"), page, cancellationToken);

Task<string> KubectlAsync(params string[] arguments) => Shell.RunAsync(
    "kubectl", arguments, input: null, new Dictionary<string, string> { ["KUBECONFIG"] = cluster.KubeconfigPath }, cancellationToken);
