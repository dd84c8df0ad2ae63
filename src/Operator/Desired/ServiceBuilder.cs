using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The Service in front of an endpoint's pods: port 80, whatever the container's port is.</summary>
internal static class ServiceBuilder
{
    private const int ServicePort = 80;

    public static V1Service Build(InferenceEndpoint endpoint) => new()
    {
        ApiVersion = V1Service.KubeApiVersion,
        Kind = V1Service.KubeKind,
        Metadata = Ownership.ChildOf(endpoint, Names.Service(endpoint)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = ChildLabels.Selector(endpoint),
            Ports = [new V1ServicePort { Name = Names.HttpPort, Port = ServicePort, Protocol = "TCP", TargetPort = Names.HttpPort }],
        },
    };
}
