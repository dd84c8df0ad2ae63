using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using k8s.Models;

namespace IntegrationTests.KubectlIep;

[Collection(UsesApiServer.Name)]
public sealed class EndpointVerbsTests(ApiServer server)
{
    [Fact]
    public async Task Endpoints_are_listed_paused_resumed_put_to_sleep_woken_and_scaled()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-verbs");
        await plugin.CreateEndpointAsync("gpt2");
        await plugin.WriteStatusAsync("gpt2", "running", "Endpoint is ready");

        var listed = await plugin.RunAsync("list");
        Assert.Matches(@"^NAME +STATE +READY .*\ngpt2 +running +0/1 +- +openai-community/gpt2 +\d+s +Endpoint is ready\n$", listed.Output);
        Assert.Matches(@"\nplugin-verbs +gpt2 ", (await plugin.RunAsync("list", "-A")).Output);

        await plugin.RunAsync("pause", "gpt2");
        Assert.True((await plugin.GetEndpointAsync("gpt2")).Spec.Paused);
        Assert.StartsWith("error: gpt2 is paused, and waking it changes nothing", (await plugin.RunAsync("wake", "gpt2")).Error, StringComparison.Ordinal);
        await plugin.RunAsync("resume", "gpt2");
        Assert.False((await plugin.GetEndpointAsync("gpt2")).Spec.Paused);

        await plugin.RunAsync("sleep", "gpt2");
        Assert.True(SleepMarks.Parse((await plugin.GetEndpointAsync("gpt2")).Metadata.Annotations).IsAsleep);
        await plugin.RunAsync("wake", "gpt2");
        Assert.False(SleepMarks.Parse((await plugin.GetEndpointAsync("gpt2")).Metadata.Annotations).IsAsleep);

        await plugin.WriteStatusAsync("gpt2", "running", "Endpoint is ready", new EndpointSchedule { AwakeUntil = new DateTime(2999, 1, 1, 18, 0, 0, DateTimeKind.Utc) });
        Assert.StartsWith("error: gpt2 is kept awake by its schedule until 2999-01-01 18:00:00Z", (await plugin.RunAsync("sleep", "gpt2")).Error, StringComparison.Ordinal);
        Assert.False(SleepMarks.Parse((await plugin.GetEndpointAsync("gpt2")).Metadata.Annotations).IsAsleep);

        Assert.Equal(0, (await plugin.RunAsync("scale", "gpt2", "--min", "2", "--max", "4")).ExitCode);
        var scaling = (await plugin.GetEndpointAsync("gpt2")).Spec.Compute.Scaling;
        Assert.Equal((2, 4), (scaling.MinReplica, scaling.MaxReplica));
        var refused = await plugin.RunAsync("scale", "gpt2", "--max", "1");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("spec.compute.scaling.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_line_with_a_remedy_and_the_exit_code_1()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-failures");

        Assert.Equal(
            new Outcome(1, "", "error: there is no endpoint 'gtp2' in namespace plugin-failures; 'kubectl iep list -A' shows those of all namespaces\n"),
            await plugin.RunAsync("status", "gtp2"));
        Assert.Equal(
            new Outcome(0, "", "There are no endpoints in namespace nowhere; -A lists those of all namespaces.\n"),
            await plugin.RunAsync("list", "-n", "nowhere"));
    }

    [Fact]
    public async Task A_status_has_the_pods_and_the_events_of_its_endpoint_alone()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-status");
        var endpoint = await plugin.CreateEndpointAsync("gpt2");
        await plugin.WriteStatusAsync("gpt2", "pending", "Waiting for a node");
        await plugin.Client.CreateAsync(Pod("gpt2-a", "gpt2"), plugin.Deadline);
        await plugin.Client.CreateAsync(Pod("bert-a", "bert"), plugin.Deadline);
        await plugin.Client.CreateAsync(Event("mine", endpoint.Metadata.Uid!, "Pending"), plugin.Deadline);
        await plugin.Client.CreateAsync(Event("others", "another", "Elsewhere"), plugin.Deadline);

        var shown = await plugin.RunAsync("status", "gpt2");

        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Contains("Message:    Waiting for a node\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains("gpt2-a", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Pending   A word", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bert-a", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Elsewhere", shown.Output, StringComparison.Ordinal);

        V1Pod Pod(string name, string instance) => new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = plugin.Namespace,
                Labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = "inference-endpoint", ["app.kubernetes.io/instance"] = instance },
            },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "model", Image = "local/pause:1" }] },
        };

        Corev1Event Event(string name, string uid, string reason) => new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = plugin.Namespace },
            InvolvedObject = new V1ObjectReference { Kind = "InferenceEndpoint", Name = "gpt2", NamespaceProperty = plugin.Namespace, Uid = uid },
            Type = "Normal",
            Reason = reason,
            Message = "A word",
        };
    }

    [Fact]
    public async Task A_watched_endpoint_is_a_line_for_each_change_until_it_has_failed_which_is_the_exit_code_1()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-watch");
        await plugin.CreateEndpointAsync("gpt2");
        await plugin.WriteStatusAsync("gpt2", "pending", "Waiting for a node");
        await using var output = new SharedWriter();

        var watching = plugin.RunAsync(output, "status", "gpt2", "--watch");
        await Eventually.TrueAsync(() => output.ToString().Contains("pending", StringComparison.Ordinal));
        await plugin.WriteStatusAsync("gpt2", "failed", "The image cannot be pulled");

        Assert.Equal(new Outcome(1, "pending       0/1  Waiting for a node\nfailed        0/1  The image cannot be pulled\n", ""), await watching);
    }

    [Fact]
    public async Task On_a_screen_a_watched_endpoint_is_drawn_over_with_the_phases_of_its_start()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-screen");
        await plugin.CreateEndpointAsync("gpt2");
        await plugin.WriteStatusAsync("gpt2", "pending", "Waiting for a node", startingSince: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));
        await using var output = new SharedWriter();

        var watching = plugin.RunOnScreenAsync(output, "status", "gpt2", "--watch");
        await Eventually.TrueAsync(() => output.ToString().Contains("pending", StringComparison.Ordinal));
        await plugin.WriteStatusAsync("gpt2", "running", "Endpoint is ready");
        var outcome = await watching;

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var (first, last) = (outcome.Output.Split("\e[H")[1], outcome.Output.Split("\e[H")[^1]);
        Assert.StartsWith("\e[2J", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\n  creation    [--------------------]  ", first, StringComparison.Ordinal);
        Assert.Contains("State:      running\e[K\n", last, StringComparison.Ordinal);
        Assert.DoesNotContain("creation", last, StringComparison.Ordinal);
        Assert.EndsWith("\e[J", last, StringComparison.Ordinal);
    }
}
