using System.Security.Cryptography;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Informers;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Gateway;

/// <summary>The gateway in a process of its own, which knows one protected endpoint with one replica: all that a request meets, and no cluster.</summary>
internal static class GatewayServer
{
    /// <summary>Has this program be the gateway.</summary>
    public const string Command = "serve-gateway";

    public const string Key = "iek-7f5d0c1e2b3a49586776859403a2b1c0";

    /// <summary>Runs until the process is stopped.</summary>
    public static async Task RunAsync(int port, int replicaPort, CancellationToken cancellationToken)
    {
        await using var app = BareGateway.Build(new GatewayOptions { Port = port, MetricsPort = 0 });
        var table = app.Services.GetRequiredService<RoutingTable>();
        table.Set(Endpoint(port), [Pod(replicaPort)]);
        table.Complete();
        app.Services.GetRequiredService<KeyRing>().Apply(new InformerEvent<EndpointKey>(InformerEventType.Added, EndpointKey(), Previous: null));
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static InferenceEndpoint Endpoint(int port) => new()
    {
        Metadata = new V1ObjectMeta { Name = "bench", NamespaceProperty = "team" },
        Spec = new InferenceEndpointSpec { Type = EndpointTypes.Protected },
        Status = new InferenceEndpointStatus { State = "running", Url = $"http://127.0.0.1:{port}" },
    };

    private static V1Pod Pod(int port) => new()
    {
        Metadata = new V1ObjectMeta { Name = "replica", NamespaceProperty = "team", Uid = "1" },
        Spec = new V1PodSpec
        {
            Containers = [new V1Container { Name = ContainerNames.Model, Ports = [new V1ContainerPort { Name = "http", ContainerPort = port }] }],
        },
        Status = new V1PodStatus { PodIP = "127.0.0.1", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
    };

    private static EndpointKey EndpointKey() => new()
    {
        Metadata = new V1ObjectMeta { Name = "bench", NamespaceProperty = "team" },
        Spec = new EndpointKeySpec { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))), Scopes = [EndpointKeyScopes.Infer] },
    };
}
