using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;
using k8s.Models;
using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace InferenceEndpoints.Gateway.UnitTests;

/// <summary>Endpoints and pods as the cluster has them.</summary>
internal static class Sample
{
    public static EndpointMeter Meter => new GatewayMetrics(new MetricFactory(new CollectorRegistry())).MeterOf(new NamespacedName("team", "a"));

    public static RoutingTable Table() => new(new GatewayMetrics(new MetricFactory(new CollectorRegistry())));

    public static InferenceEndpoint Endpoint(string name, string ns = "team", string? url = null, string type = EndpointTypes.Public, int age = 0) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = ns,
            CreationTimestamp = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(-age),
        },
        Spec = new InferenceEndpointSpec { Type = type },
        Status = new InferenceEndpointStatus { State = "running", Url = url },
    };

    public static V1Pod Pod(string ip, bool isReady = true, bool isDeleted = false, int port = 80, string? uid = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = ip,
            Uid = uid ?? ip,
            DeletionTimestamp = isDeleted ? new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc) : null,
        },
        Spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container { Name = "sidecar", Ports = [new V1ContainerPort { Name = "http", ContainerPort = 1 }] },
                new V1Container { Name = ContainerNames.Model, Ports = [new V1ContainerPort { Name = "http", ContainerPort = port }] },
            ],
        },
        Status = new V1PodStatus { PodIP = ip, Conditions = [new V1PodCondition { Type = "Ready", Status = isReady ? "True" : "False" }] },
    };
}
