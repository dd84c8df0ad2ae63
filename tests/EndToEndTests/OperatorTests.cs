using System.Text.Json;
using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

/// <summary>What holds for the operator's process: its restarts, its leader, its logs, metrics and rights.</summary>
[Collection(UsesTheProduct.Name)]
public sealed class OperatorTests(EndToEnd product)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_child_that_somebody_deletes_or_edits_is_put_right()
    {
        await using var team = await product.CreateTeamAsync("drift");
        await team.ApplyGpt2Async("gpt2");
        await team.StateAsync("gpt2", "running");

        await team.KubectlAsync("delete", "service", "gpt2");
        await Eventually.EqualAsync("the service is back", "service/gpt2", _ => team.KubectlAsync("get", "service", "gpt2", "-o", "name"), product.Deadline);

        await team.KubectlAsync("patch", "deployment", "gpt2", "--type=json", "-p", """[{"op":"replace","path":"/spec/template/spec/terminationGracePeriodSeconds","value":7}]""");
        await Eventually.EqualAsync(
            "the deployment is as it was", "120", _ => team.KubectlAsync("get", "deployment", "gpt2", "-o", "jsonpath={.spec.template.spec.terminationGracePeriodSeconds}"), product.Deadline);
        await team.StateAsync("gpt2", "running");
    }

    [Fact]
    public async Task An_operator_with_other_defaults_writes_nothing_and_restarts_no_pod()
    {
        await using var team = await product.CreateTeamAsync("upgrade");
        await team.ApplyGpt2Async("gpt2");
        await team.StateAsync("gpt2", "running");
        await team.KubectlAsync("rollout", "status", "deployment", "gpt2");
        var before = await VersionsAsync(team);

        await product.RestartOperatorAsync(("Operator__Models__Images__Tgi", "registry.invalid/tgi:next"), ("Operator__Models__TerminationGracePeriodSeconds", "30"));
        await team.ApplyGpt2Async("other", spec: "paused: true");
        await team.StateAsync("other", "paused"); // it works, so it has seen gpt2, too

        Assert.Equal(before, await VersionsAsync(team));
        await product.RestartOperatorAsync();
    }

    [Fact]
    public async Task When_the_leader_dies_another_takes_over()
    {
        await using var team = await product.CreateTeamAsync("leaders");
        var second = product.StartOperator();
        await Eventually.TrueAsync("the second operator is ready", async _ => await IsReadyAsync(second), product.Deadline);
        Assert.False(second.IsLeader);

        await product.Operator.KillAsync();
        await team.ApplyGpt2Async("gpt2");

        await team.StateAsync("gpt2", "running");
        Assert.True(second.IsLeader);
        await product.ReplaceOperatorAsync(second);
    }

    [Fact]
    public async Task An_operator_that_is_told_to_stop_gives_its_lease_back()
    {
        var code = await product.Operator.StopAsync(product.Deadline);
        var holder = await product.KubectlAsync("-n", "inference-endpoints", "get", "lease", "inference-endpoints-operator-leader", "-o", "jsonpath={.spec.holderIdentity}");
        await product.ReplaceOperatorAsync(product.StartOperator());
        await Eventually.TrueAsync("the next operator leads", _ => Task.FromResult(product.Operator.IsLeader), product.Deadline);

        Assert.Equal((0, ""), (code, holder));
    }

    [Fact]
    public async Task While_nothing_changes_nothing_is_written()
    {
        await using var team = await product.CreateTeamAsync("quiet");
        await Eventually.EqualAsync(
            "what other tests left is gone", "", _ => product.KubectlAsync("get", "iep", "--all-namespaces", "-o", "name"), product.Deadline, TimeSpan.FromMinutes(3));
        await team.ApplyGpt2Async("gpt2");
        await team.StateAsync("gpt2", "running");
        await team.KubectlAsync("rollout", "status", "deployment", "gpt2");
        var versions = await VersionsAsync(team);
        var writes = await WritesAsync();

        // A label on a pod makes the operator look again, and find nothing to do.
        for (var i = 0; i < 3; i++)
        {
            var reconciles = await MetricAsync("inferenceendpoints_operator_reconciles_total");
            await team.KubectlAsync("label", "pod", "-l", "app.kubernetes.io/instance=gpt2", $"look={i}", "--overwrite");
            await Eventually.TrueAsync("it looked again", async _ => await MetricAsync("inferenceendpoints_operator_reconciles_total") > reconciles, product.Deadline);
        }

        Assert.Equal(versions, await VersionsAsync(team));
        Assert.Equal(writes, await WritesAsync());
    }

    [Fact]
    public async Task Its_own_rights_are_enough()
    {
        await using var team = await product.CreateTeamAsync("rights");
        await team.ApplyGpt2Async("gpt2", model: "storage: {persistentVolumeClaim: {size: 1Gi}}");
        await team.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"maxReplica":3}}}}""");
        await team.StatusAsync("gpt2", "pending for its volume", status => status.State == "pending" && status.Message!.Contains("PersistentVolumeClaim", StringComparison.OrdinalIgnoreCase));
        await team.PatchAsync("gpt2", """{"spec":{"paused":true}}""");
        await team.StateAsync("gpt2", "paused");

        Assert.DoesNotContain(product.Operator.Log, line => line.Contains("is forbidden: User", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_lines_about_an_endpoint_say_which_and_at_which_generation()
    {
        await using var team = await product.CreateTeamAsync("logs");
        await team.ApplyGpt2Async("logged");
        await team.StateAsync("logged", "running");

        var scopes = product.Operator.Entries
            .Where(entry => entry.GetProperty("Message").GetString()!.Contains("logged", StringComparison.Ordinal))
            .Select(entry => entry.GetProperty("Scopes").EnumerateArray().Single())
            .ToList();

        Assert.NotEmpty(scopes);
        Assert.All(scopes, scope => Assert.Equal(("logs", "logged", 1), (Text(scope, "Namespace"), Text(scope, "Name"), scope.GetProperty("Generation").GetInt32())));
    }

    [Fact]
    public async Task Its_probes_and_metrics_answer()
    {
        Assert.True(await IsReadyAsync(product.Operator));
        Assert.Equal("Healthy", await Http.GetStringAsync(new Uri(product.Operator.Url, "/healthz"), product.Deadline));
        Assert.Equal(1, await MetricAsync("""inferenceendpoints_operator_informer_lists_total{resource="pods"}"""));
        var promtool = await PrometheusServer.LocateAsync("promtool", product.Deadline);
        var metrics = await Http.GetStringAsync(new Uri(product.Operator.Url, "/metrics"), product.Deadline);
        await Shell.RunAsync(promtool, ["check", "metrics"], metrics, environment: null, product.Deadline); // throws with what it finds
    }

    private static string? Text(JsonElement scope, string property) => scope.GetProperty(property).GetString();

    private static async Task<Dictionary<string, string?>> VersionsAsync(Team team) =>
        (await team.KubectlAsync("get", "deploy,rs,svc,hpa,controllerrevisions", "-l", "app.kubernetes.io/name=inference-endpoint", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("/other", StringComparison.Ordinal))
            .ToDictionary(line => line.Split(' ')[0], line => (string?)line.Split(' ')[1]);

    private async Task<bool> IsReadyAsync(OperatorProcess process)
    {
        using var response = await Http.GetAsync(new Uri(process.Url, "/readyz"), product.Deadline);
        return response.IsSuccessStatusCode;
    }

    private Task<double> WritesAsync() => MetricAsync("inferenceendpoints_operator_writes_total");

    /// <summary>The sum of a metric's samples.</summary>
    private async Task<double> MetricAsync(string sample)
    {
        var text = await Http.GetStringAsync(new Uri(product.Operator.Url, "/metrics"), product.Deadline);
        return text.Split('\n')
            .Where(line => line.StartsWith($"{sample} ", StringComparison.Ordinal) || line.StartsWith($"{sample}{{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
