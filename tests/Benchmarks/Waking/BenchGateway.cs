using System.Globalization;
using Benchmarks.Gateway;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Informers;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Waking;

/// <summary>A gateway without a cluster, of whose endpoints none is ready.</summary>
internal static class BenchGateway
{
    /// <summary>Has this program be the gateway, in a process of its own.</summary>
    public const string Command = "serve-starting";

    public static readonly NamespacedName First = Key(0);

    /// <param name="port">Of requests.</param>
    /// <param name="telemetryPort">Of metrics and reports.</param>
    public static WebApplication Build(int port, int telemetryPort) => BareGateway.Build(
        new GatewayOptions { Port = port, MetricsPort = telemetryPort, MaxHeldRequests = int.MaxValue, MaxHeldRequestsPerEndpoint = int.MaxValue },
        services => services.AddSingleton<IStartupFilter, HeapPage>());

    /// <summary>Runs until the process is stopped. Each endpoint has been used once.</summary>
    public static async Task RunAsync(int port, int telemetryPort, int endpoints, CancellationToken cancellationToken)
    {
        await using var app = Build(port, telemetryPort);
        var table = app.Services.GetRequiredService<RoutingTable>();
        for (var i = 0; i < endpoints; i++)
        {
            table.Set(Endpoint(Key(i)), []);
            var activity = table.Current.Get(Key(i))!.Activity;
            activity.Begin(TimeProvider.System);
            activity.End(TimeProvider.System);
        }

        table.Complete();
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    public static NamespacedName Key(int index) => new("team", string.Create(CultureInfo.InvariantCulture, $"bench-{index}"));

    public static Uri Url(int port) => new($"http://127.0.0.1:{port}/endpoints/{First}/");

    public static InferenceEndpoint Endpoint(NamespacedName key) => new()
    {
        Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace },
        Spec = new InferenceEndpointSpec { Type = EndpointTypes.Public },
        Status = new InferenceEndpointStatus { State = "initializing" },
    };

    /// <summary>It is not ready yet in the kubelet's eyes.</summary>
    public static V1Pod StartingPod(int number, int port) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"replica-{number}", NamespaceProperty = First.Namespace, Uid = number.ToString(CultureInfo.InvariantCulture) },
        Spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container
                {
                    Name = ContainerNames.Model,
                    Ports = [new V1ContainerPort { Name = "http", ContainerPort = port }],
                    ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/health" } },
                },
            ],
        },
        Status = new V1PodStatus { PodIP = "127.0.0.1" },
    };
}
