using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static InferenceEndpoint Endpoint(string? state = "running", Action<InferenceEndpoint>? change = null)
    {
        var endpoint = new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta
            {
                Name = "gemma",
                NamespaceProperty = "demo",
                Generation = 3,
                CreationTimestamp = Now.UtcDateTime.AddMinutes(-5),
                Annotations = new Dictionary<string, string>(),
            },
            Spec = new InferenceEndpointSpec
            {
                Model = new ModelSpec { Repository = "google/gemma-1.1-2b-it" },
                Compute = new ComputeSpec { InstanceType = "nvidia-a10g", Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 4 } },
            },
            Status = new InferenceEndpointStatus
            {
                State = state,
                Message = "Endpoint is ready",
                Ready = "1/1",
                Instance = "nvidia-a10g-x1",
                Url = "https://gemma-99d2ec55.endpoints.example.com",
                ObservedGeneration = 3,
            },
        };
        change?.Invoke(endpoint);
        return endpoint;
    }

    public static V1Pod Pod(string name, params V1ContainerStatus[] containers) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, CreationTimestamp = Now.UtcDateTime.AddSeconds(-30) },
        Spec = new V1PodSpec { NodeName = "gpu-1", Containers = [new V1Container { Name = ContainerNames.Model }] },
        Status = new V1PodStatus { Phase = "Running", ContainerStatuses = containers },
    };

    public static V1ContainerStatus Container(V1ContainerState state, bool isReady = false, int restarts = 0) =>
        new() { Name = ContainerNames.Model, State = state, Ready = isReady, RestartCount = restarts };
}
