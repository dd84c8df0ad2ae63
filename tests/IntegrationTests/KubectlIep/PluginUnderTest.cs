using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace IntegrationTests.KubectlIep;

/// <summary>The plugin in this process, on a real API server, in a namespace of its own that its kubeconfig names.</summary>
internal sealed class PluginUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
    private readonly string kubeconfig = Path.GetTempFileName();
    private readonly ApiServer server;

    private PluginUnderTest(ApiServer server, string ns) => (this.server, Namespace) = (server, ns);

    public string Namespace { get; }

    public IKubernetesClient Client => server.Client;

    public CancellationToken Deadline => deadline.Token;

    public static async Task<PluginUnderTest> StartAsync(ApiServer server, string ns)
    {
        EndpointsJsonContext.Register();
        var plugin = new PluginUnderTest(server, ns);
        await File.WriteAllTextAsync(plugin.kubeconfig, server.Kubeconfig(ns), plugin.Deadline);
        await InstallAsync(server, plugin.Deadline);
        await server.CreateNamespaceAsync(ns);
        return plugin;
    }

    private static async Task InstallAsync(ApiServer server, CancellationToken cancellationToken)
    {
        var known = await server.Client.GetAsync<V1CustomResourceDefinition>($"{InferenceEndpoint.KubePluralName}.{ApiGroup.Name}", cancellationToken: cancellationToken);
        if (known is null)
        {
            await server.KubectlAsync(cancellationToken, "apply", "--validate=false", "-f", Repository.File("crds"));
        }

        await server.KubectlAsync(cancellationToken, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
    }

    /// <summary>Runs a command line to its end.</summary>
    public Task<Outcome> RunAsync(params string[] arguments) => RunAsync(new StringWriter(), arguments);

    /// <param name="output">Where the command writes, for a test that reads along.</param>
    /// <param name="arguments">The words after <c>kubectl iep</c>.</param>
    public Task<Outcome> RunAsync(TextWriter output, params string[] arguments) => RunWordsAsync(output, [.. arguments, "--kubeconfig", kubeconfig]);

    /// <summary>What a shell is told when the tab key is pressed behind the words.</summary>
    public Task<Outcome> CompleteAsync(string verb, string word) => RunWordsAsync(new StringWriter(), ["__complete", verb, "--kubeconfig", kubeconfig, word]);

    public Task<InferenceEndpoint> CreateEndpointAsync(string name) => Client.CreateAsync(
        new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
            Spec = new InferenceEndpointSpec
            {
                Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
                Compute = new ComputeSpec { InstanceType = "intel-spr" },
            },
        },
        Deadline);

    public async Task<InferenceEndpoint> GetEndpointAsync(string name) => (await Client.GetAsync<InferenceEndpoint>(name, Namespace, Deadline))!;

    /// <summary>What an operator would write of the endpoint as it is now.</summary>
    public async Task WriteStatusAsync(string name, string state, string message, EndpointSchedule? schedule = null, DateTime? startingSince = null)
    {
        var endpoint = await GetEndpointAsync(name);
        endpoint.Status = new InferenceEndpointStatus
        {
            State = state,
            Message = message,
            Ready = "0/1",
            ObservedGeneration = endpoint.Metadata.Generation,
            Schedule = schedule,
            StartingSince = startingSince,
        };
        await Client.UpdateStatusAsync(endpoint, Deadline);
    }

    /// <summary>As <see cref="RunAsync(TextWriter, string[])"/>, with somebody who looks at the output.</summary>
    public Task<Outcome> RunOnScreenAsync(TextWriter output, params string[] arguments) =>
        RunWordsAsync(output, [.. arguments, "--kubeconfig", kubeconfig], isInteractive: true);

    private async Task<Outcome> RunWordsAsync(TextWriter output, string[] words, bool isInteractive = false)
    {
        await using var error = new StringWriter();
        var code = await IepCommand.RunAsync(words, new Terminal(output, error, isInteractive, TimeProvider.System, _ => null), Deadline);
        return new Outcome(code, output.ToString()!, error.ToString());
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(kubeconfig);
        deadline.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal sealed record Outcome(int ExitCode, string Output, string Error);
