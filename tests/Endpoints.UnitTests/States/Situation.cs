using InferenceEndpoints.Capacity;
using InferenceEndpoints.Entities;
using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

/// <summary>An endpoint and its children as a cluster has them; by default a Deployment of one replica that has no pod yet.</summary>
internal sealed record Situation
{
    public const string OldHash = "5f6d8c7b9";
    public const string Hash = "7c9d6b5f4";
    public static readonly DateTimeOffset Now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public InferenceEndpoint Endpoint { get; init; } = Gemma();

    public bool IsAsleep { get; init; }

    public Blocker? Blocker { get; init; }

    public int TargetReplicas { get; init; } = 1;

    public V1Deployment? Deployment { get; init; } = new()
    {
        Metadata = new V1ObjectMeta { Name = "gemma", Generation = 3 },
        Spec = new V1DeploymentSpec { Replicas = 1, Template = Template(null) },
        Status = new V1DeploymentStatus { ObservedGeneration = 3 },
    };

    public bool IsDeploymentCurrent { get; init; } = true;

    public IReadOnlyList<V1ReplicaSet> ReplicaSets { get; init; } = [ReplicaSet(Hash, revision: 2)];

    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    public DownloadProgress? Download { get; init; }

    public ClusterAccelerators? Accelerators { get; init; }

    /// <summary>The status so far.</summary>
    public StateDecision? Previous { get; init; }

    public StateDecision State(DateTimeOffset? now = null) => EndpointStatePolicy.Derive(Observe(now));

    public Observation Observe(DateTimeOffset? now = null)
    {
        Endpoint.Status = new InferenceEndpointStatus { State = Previous?.State.ToWord(), Message = Previous?.Message };
        return Observer.Observe(new EndpointFacts
        {
            Endpoint = Endpoint,
            IsAsleep = IsAsleep,
            Blocker = Blocker,
            TargetReplicas = TargetReplicas,
            Deployment = Deployment,
            IsDeploymentCurrent = IsDeploymentCurrent,
            ReplicaSets = ReplicaSets,
            Pods = Pods,
            Download = Download,
            Accelerators = Accelerators,
            Now = now ?? Now,
        });
    }

    public static Situation With(params V1Pod[] pods) => new() { Pods = pods };

    /// <summary>A new spec rolls out beside the old one.</summary>
    public static Situation Rollout(params V1Pod[] pods) => new()
    {
        ReplicaSets = [ReplicaSet(OldHash, revision: 1), ReplicaSet(Hash, revision: 2)],
        Pods = pods,
    };

    public static V1ReplicaSet ReplicaSet(string hash, int revision, int replicas = 1, params V1ReplicaSetCondition[] conditions) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"gemma-{hash}",
            Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash },
            Annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = $"{revision}" },
        },
        Spec = new V1ReplicaSetSpec { Replicas = replicas, Template = Template(hash) },
        Status = new V1ReplicaSetStatus { Conditions = conditions },
    };

    private static V1PodTemplateSpec Template(string? hash)
    {
        var labels = new Dictionary<string, string> { [Labels.Endpoint] = "gemma" };
        if (hash is not null)
        {
            labels["pod-template-hash"] = hash;
        }

        var container = new V1Container { Name = ContainerNames.Model, Image = hash is OldHash ? "tgi:1" : "tgi:2" };
        return new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { Containers = [container] } };
    }

    private static InferenceEndpoint Gemma() => new()
    {
        Metadata = new V1ObjectMeta { Name = "gemma", NamespaceProperty = "team-a", Generation = 3 },
        Spec = new InferenceEndpointSpec
        {
            Model = new ModelSpec { Repository = "google/gemma-1.1-2b-it", Image = new ImageSpec { Tgi = new TgiImage() } },
            Compute = new ComputeSpec { InstanceType = "nvidia-a10g" },
        },
    };
}
