using System.Net;
using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using k8s.Autorest;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>One command's connection to the cluster.</summary>
internal sealed class Session(IKubernetesClient client, string @namespace, Terminal terminal) : IDisposable
{
    public IKubernetesClient Client => client;

    public string Namespace => @namespace;

    public Terminal Terminal => terminal;

    public DateTimeOffset Now => terminal.Clock.GetUtcNow();

    public Task SayAsync(string line) => terminal.Output.WriteLineAsync(line);

    public Task RemarkAsync(string line) => terminal.Error.WriteLineAsync(line);

    /// <exception cref="CommandException">There is none of this name.</exception>
    public async Task<InferenceEndpoint> GetEndpointAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ApiClient.CustomObjects.GetNamespacedCustomObjectAsync<InferenceEndpoint>(
                InferenceEndpoint.KubeGroup, InferenceEndpoint.KubeApiVersion, Namespace, InferenceEndpoint.KubePluralName, name, cancellationToken);
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode == HttpStatusCode.NotFound && refused.Status?.Details?.Name == name)
        {
            throw new CommandException($"there is no endpoint '{name}' in namespace {Namespace}; 'kubectl iep list -A' shows those of all namespaces");
        }
    }

    public Task PatchEndpointAsync(string name, JsonObject patch, CancellationToken cancellationToken) => client.PatchAsync<InferenceEndpoint>(
        new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), name, Namespace, cancellationToken: cancellationToken);

    public void Dispose() => client.Dispose();
}
