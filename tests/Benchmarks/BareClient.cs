using System.Diagnostics;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Settings;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace Benchmarks;

/// <summary>
/// The peer: a client that knows in advance what the operator will decide, and only writes it. Same library, same objects, same kind of write,
/// as many at a time.
/// </summary>
internal sealed class BareClient(IKubernetesClient client, ClusterCapabilities capabilities, InstanceCatalogue catalogue)
{
    private const string FieldManager = "bare-client";

    /// <summary>Has this program be the bare client: its process is as new as the operator's, so neither has been compiled better.</summary>
    public const string Command = "create-all";

    /// <summary>The operator's settings of the runtime, instead of the gateway's, which this program has.</summary>
    public static readonly IReadOnlyDictionary<string, string> Runtime = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCGen0MaxBudget"] = "800000", // hexadecimal
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    public static readonly int Parallelism = new OperatorOptions().MaxParallelReconciles;

    private readonly EndpointPlanner planner = new(new OperatorOptions(), capabilities, new DesiredObjects());

    /// <summary>Creates endpoints only, as a user would; the operator does the rest.</summary>
    public Task CreateEndpointsAsync(string @namespace, int count, CancellationToken cancellationToken) =>
        ForEachAsync(count, (index, token) => client.CreateAsync(Endpoint(@namespace, index), token), cancellationToken);

    /// <summary>Creates endpoints and all of their children, and writes each status.</summary>
    public async Task<Cost> CreateAllAsync(string @namespace, int count, CancellationToken cancellationToken)
    {
        var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await ForEachAsync(
            count,
            async (index, token) =>
            {
                var endpoint = await client.CreateAsync(Endpoint(@namespace, index), token);
                var plan = planner.Plan(new EndpointSnapshot(endpoint, new EndpointChildren(), catalogue, DateTimeOffset.UnixEpoch));
                foreach (var child in plan.Changes.OfType<PlannedChange.Apply>())
                {
                    await ApplyAsync(child.Desired, token);
                }

                await client.UpdateStatusAsync(
                    new InferenceEndpoint { Metadata = endpoint.Metadata, Spec = endpoint.Spec, Status = plan.Status }, token);
            },
            cancellationToken);
        return new Cost(Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - used);
    }

    /// <summary>Gives the addresses of Services back: the cluster has too few for all sizes together.</summary>
    public Task DeleteServicesAsync(string @namespace, int count, CancellationToken cancellationToken) =>
        ForEachAsync(count, (index, token) => client.DeleteAsync<V1Service>(Name(index), @namespace, token), cancellationToken);

    /// <summary>
    /// A change that every endpoint must be looked at for, and that changes nothing. One at a time: what is measured is a reconcile, not the
    /// time for which it waits for a core that others have.
    /// </summary>
    public async Task TouchAsync(string @namespace, int count, int round, CancellationToken cancellationToken)
    {
        var patch = new V1Patch($$$$"""{"metadata":{"annotations":{"bench":"{{{{round}}}}"}}}""", V1Patch.PatchType.MergePatch);
        for (var index = 0; index < count; index++)
        {
            await client.PatchAsync<InferenceEndpoint>(patch, Name(index), @namespace, cancellationToken: cancellationToken);
        }
    }

    private Task ApplyAsync(IKubernetesObject<V1ObjectMeta> child, CancellationToken cancellationToken) => child switch
    {
        V1Service service => ApplyAsync(service, cancellationToken),
        V1ControllerRevision revision => ApplyAsync(revision, cancellationToken),
        V1Deployment deployment => ApplyAsync(deployment, cancellationToken),
        _ => throw new InvalidOperationException($"What is a {child.Kind}?"),
    };

    private Task<T> ApplyAsync<T>(T child, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => client.PatchAsync<T>(
            new V1Patch(child, V1Patch.PatchType.ApplyPatch),
            child.Metadata.Name,
            child.Metadata.NamespaceProperty,
            FieldManager,
            force: true,
            cancellationToken: cancellationToken);

    private static async Task ForEachAsync(int count, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (index, token) => await work(index, token));

    private static string Name(int index) => $"bench-{index}";

    private static InferenceEndpoint Endpoint(string @namespace, int index) => new()
    {
        Metadata = new V1ObjectMeta { Name = Name(index), NamespaceProperty = @namespace },
        Spec = new InferenceEndpointSpec
        {
            Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
            Compute = new ComputeSpec { InstanceType = "nvidia-a10g" },
        },
    };
}
