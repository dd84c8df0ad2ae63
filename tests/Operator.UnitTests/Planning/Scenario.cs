using System.Text.Json.Nodes;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.States;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

/// <summary>
/// An endpoint and its children between plans. Carrying out a plan does to the children what the API server would, so that a test can walk
/// through the life of an endpoint; the real API server is met in the integration tests.
/// </summary>
internal sealed class Scenario
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static Scenario() => OperatorJsonContext.Register();

    public Scenario(InferenceEndpoint? endpoint = null)
    {
        Endpoint = endpoint ?? Gemma();
        Endpoint.Metadata.NamespaceProperty ??= "team-a";
        Endpoint.Metadata.Uid ??= "11111111-2222-3333-4444-555555555555";
    }

    public InferenceEndpoint Endpoint { get; }

    public InferenceEndpointSpec Spec => Endpoint.Spec;

    public ScalingSpec Scaling => Spec.Compute.Scaling;

    public OperatorOptions Options { get; } = new();

    public List<InstanceType> Instances { get; } = [.. DefaultInstanceTypes.All];

    public EndpointChildren Children { get; set; } = new();

    public ClusterCapabilities Cluster { get; set; } = new(new Version(1, 36), "v2", "v1");

    /// <summary>What is known of a claim that others made.</summary>
    public bool IsOnOneNode { get; set; }

    public EndpointPlan Plan(string? refusal = null, DownloadProgress? download = null) =>
        new EndpointPlanner(Options, Cluster, new DesiredObjects()).Plan(
            new EndpointSnapshot(Endpoint, Children, new InstanceCatalogue(Instances), Now)
            {
                Refusal = refusal,
                Download = download,
                IsOnOneNode = IsOnOneNode,
            });

    /// <summary>Plans, and does what was planned.</summary>
    public EndpointPlan Run()
    {
        var plan = Plan();
        foreach (var change in plan.Changes)
        {
            Children = Execute(change);
        }

        Endpoint.Status = plan.Status;
        return plan;
    }

    /// <summary>Runs until nothing is left to write, as the queue would.</summary>
    public EndpointPlan Settle()
    {
        for (var i = 0; i < 5; i++)
        {
            var plan = Run();
            if (plan.Changes.IsEmpty)
            {
                return plan;
            }
        }

        throw new InvalidOperationException("The plans never come to an end.");
    }

    public void SetReplicas(int replicas) => Children = Children with
    {
        Deployment = Children.Deployment! with { Spec = Children.Deployment.Spec! with { Replicas = replicas } },
    };

    /// <summary>A pod of the Deployment as it is now, on a node.</summary>
    public void PlacePod()
    {
        const string Hash = "abc";
        var labels = new Dictionary<string, string> { ["pod-template-hash"] = Hash };
        Children = Children with
        {
            ReplicaSets = [new V1ReplicaSet { Metadata = new V1ObjectMeta { Name = Hash, Labels = labels } }],
            Pods = [new V1Pod { Metadata = new V1ObjectMeta { Name = Hash, Labels = labels }, Spec = new V1PodSpec { NodeName = "node" } }],
        };
    }

    private EndpointChildren Execute(PlannedChange change) => change switch
    {
        PlannedChange.Apply { Desired: V1Service service } => Children with { Service = Stored(service) },
        PlannedChange.Apply { Desired: V1PersistentVolumeClaim claim } => Children with { ModelClaim = Stored(claim) },
        PlannedChange.Apply { Desired: V1NetworkPolicy policy } => Children with { NetworkPolicy = Stored(policy) },
        PlannedChange.Apply { Desired: V1PodDisruptionBudget budget } => Children with { DisruptionBudget = Stored<V1PodDisruptionBudget>(budget) },
        PlannedChange.Apply { Desired: V2HorizontalPodAutoscaler autoscaler } => Children with { Autoscaler = Stored<V2HorizontalPodAutoscaler>(autoscaler) },
        PlannedChange.Apply { Desired: V1ControllerRevision revision } => Children with
        {
            Revisions = [.. Children.Revisions.Where(other => other.Metadata.Name != revision.Metadata.Name), Stored(revision)],
        },
        PlannedChange.Apply { Desired: V1Deployment deployment } => Children with { Deployment = WithReplicas(Stored(deployment)) },
        PlannedChange.Scale scale => Children with { Deployment = scale.Live with { Spec = scale.Live.Spec! with { Replicas = scale.Replicas } } },
        PlannedChange.Delete { Live: V1NetworkPolicy } => Children with { NetworkPolicy = null },
        PlannedChange.Delete { Live: V1PodDisruptionBudget } => Children with { DisruptionBudget = null },
        PlannedChange.Delete { Live: V2HorizontalPodAutoscaler } => Children with { Autoscaler = null },
        PlannedChange.Delete { Live: V1ControllerRevision revision } => Children with { Revisions = [.. Children.Revisions.Where(other => other != revision)] },
        _ => throw new InvalidOperationException($"{change}"),
    };

    private V1Deployment WithReplicas(V1Deployment stored) =>
        stored with { Spec = stored.Spec! with { Replicas = Children.Deployment?.Spec?.Replicas ?? 1 } };

    // The API server keeps no order of fields.
    private static T Stored<T>(T value)
        where T : notnull => KubernetesJson.Deserialize<T>(Reversed(JsonNode.Parse(KubernetesJson.Serialize(value)!))!.ToJsonString());

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Reverse().Select(field => KeyValuePair.Create(field.Key, Reversed(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static InferenceEndpoint Gemma() => new()
    {
        Metadata = new V1ObjectMeta { Name = "gemma", Generation = 1 },
        Spec = new InferenceEndpointSpec
        {
            Model = new ModelSpec { Repository = "google/gemma-1.1-2b-it", Image = new ImageSpec { Tgi = new TgiImage() } },
            Compute = new ComputeSpec { InstanceType = "nvidia-a10g", Scaling = new ScalingSpec { MinReplica = 1, MaxReplica = 1 } },
        },
    };
}
