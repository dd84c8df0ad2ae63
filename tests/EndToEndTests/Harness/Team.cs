using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace EndToEndTests.Harness;

/// <summary>A namespace and the endpoints in it. Goes with everything in it when the test ends; nobody waits for that.</summary>
internal sealed class Team(EndToEnd product, string name) : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Name => name;

    public async ValueTask DisposeAsync() => await product.KubectlAsync("delete", "namespace", name, "--wait=false");

    public Task<string> KubectlAsync(params string[] arguments) => product.KubectlAsync(["-n", name, .. arguments]);

    public Task ApplyAsync(string manifest) => product.KubectlInputAsync(manifest, "-n", name, "apply", "-f", "-");

    /// <summary>A manifest from the repository, such as <c>deploy/samples/text-generation-tgi.yaml</c>.</summary>
    public Task ApplyFileAsync(string path) => KubectlAsync("apply", "-f", Repository.File(path));

    /// <param name="endpoint">Its name.</param>
    /// <param name="patch">A JSON merge patch.</param>
    public Task PatchAsync(string endpoint, string patch) => KubectlAsync("patch", "iep", endpoint, "--type=merge", "-p", patch);

    public async Task<InferenceEndpoint> GetAsync(string endpoint) =>
        await product.Client.GetAsync<InferenceEndpoint>(endpoint, name, product.Deadline)
        ?? throw new InvalidOperationException($"There is no endpoint {endpoint} in {name}.");

    /// <summary>Waits until the endpoint's status speaks of its spec and is as wanted.</summary>
    public Task<InferenceEndpointStatus> StatusAsync(string endpoint, string what, Func<InferenceEndpointStatus, bool> isWanted) => Eventually.GetAsync(
        $"{endpoint} is {what}",
        async _ => await GetAsync(endpoint) is { Status: { } status } seen && status.ObservedGeneration == seen.Metadata.Generation
            ? status
            : new InferenceEndpointStatus(),
        isWanted,
        product.Deadline);

    public Task<InferenceEndpointStatus> StateAsync(string endpoint, string state) => StatusAsync(endpoint, state, status => status.State == state);

    /// <summary>Pods of an endpoint that are not on their way out.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string endpoint)
    {
        var pods = await product.Client.ListAsync<V1Pod>(name, $"{Labels.Instance}={endpoint}", cancellationToken: product.Deadline);
        return [.. pods.Where(pod => pod.Metadata.DeletionTimestamp is null)];
    }

    public Task NoPodsAsync(string endpoint) =>
        Eventually.EqualAsync($"{endpoint} has no pod", 0, async _ => (await PodsAsync(endpoint)).Count, product.Deadline);

    /// <summary>Asks a pod of the endpoint, as a gateway would.</summary>
    public async Task<JsonElement> AskAsync(V1Pod pod, string path, object body)
    {
        var port = pod.Spec!.Containers!.Single(container => container.Name == ContainerNames.Model).Ports!.Single().ContainerPort;
        using var content = JsonContent.Create(body, new MediaTypeHeaderValue("application/json"));
        using var response = await Http.PostAsync(new Uri($"http://{pod.Status!.PodIP}:{port}{path}"), content, product.Deadline);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(product.Deadline);
    }

    public async Task<IReadOnlyList<Corev1Event>> EventsAsync(string endpoint) =>
        [.. (await product.Client.ListAsync<Corev1Event>(name, cancellationToken: product.Deadline)).Where(about => about.InvolvedObject?.Name == endpoint)];

    /// <summary>A small endpoint on a CPU.</summary>
    public Task ApplyGpt2Async(string endpoint, string model = "", string spec = "", string repository = "openai-community/gpt2") => ApplyAsync(
        $$"""
          apiVersion: inferenceendpoints.dev/v1alpha1
          kind: InferenceEndpoint
          metadata: { name: {{endpoint}} }
          spec:
            model:
              repository: {{repository}}
              image:
                tgi: {}
              {{model}}
            compute:
              instanceType: intel-spr
              scaling: {minReplica: 0, maxReplica: 1}
            {{spec}}
          """);
}
