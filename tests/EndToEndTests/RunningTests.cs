using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

[Collection(UsesTheProduct.Name)]
public sealed class RunningTests(EndToEnd product)
{
    [Fact]
    public async Task A_sample_on_a_gpu_runs_and_answers()
    {
        await using var team = await product.CreateTeamAsync("gpu");
        await team.ApplyFileAsync("deploy/samples/text-generation-tgi.yaml");

        await team.StateAsync("gemma-1-1-2b-it", "initializing");
        var status = await team.StateAsync("gemma-1-1-2b-it", "running");

        Assert.Equal(("1/1", "nvidia-a10g-x1"), (status.Ready, status.Instance));
        Assert.Matches(@"^https://gemma-1-1-2b-it-[0-9a-f]{8}\.endpoints\.example\.com$", status.Url);
        Assert.Equal("True", status.Conditions!.Single(condition => condition.Type == "Ready").Status);
        var pod = Assert.Single(await team.PodsAsync("gemma-1-1-2b-it"));
        Assert.Equal("1", pod.Spec!.Containers!.Single().Resources!.Limits!["nvidia.com/gpu"].ToString());
        var answer = await team.AskAsync(pod, "/generate", new { inputs = "the cat sat on the mat", parameters = new { max_new_tokens = 4 } });
        Assert.NotEmpty(answer.GetProperty("generated_text").GetString()!);
        await Eventually.TrueAsync(
            "an Event tells it", async _ => (await team.EventsAsync("gemma-1-1-2b-it")).Any(about => about.Reason == "Ready"), product.Deadline);
    }

    [Fact]
    public async Task A_repository_with_a_custom_handler_is_served_by_the_toolkit()
    {
        await using var team = await product.CreateTeamAsync("handler");
        await team.ApplyFileAsync("deploy/samples/speech-recognition-custom-handler.yaml");

        await team.StateAsync("whisper-large-v3", "running");

        var answer = await team.AskAsync(Assert.Single(await team.PodsAsync("whisper-large-v3")), "/", new { inputs = "a sound" });
        Assert.Equal("EndpointHandler", answer.GetProperty("handler").GetString());
    }

    [Fact]
    public async Task A_custom_image_runs_on_a_cpu_without_root_and_without_a_token()
    {
        await using var team = await product.CreateTeamAsync("custom");
        await team.ApplyFileAsync("deploy/samples/text-generation-custom-image.yaml");

        await team.StateAsync("gpt2", "running");

        var pod = Assert.Single(await team.PodsAsync("gpt2"));
        Assert.False(pod.Spec!.AutomountServiceAccountToken);
        Assert.Equal(["ALL"], pod.Spec.Containers!.Single().SecurityContext!.Capabilities!.Drop!);
        await team.AskAsync(pod, "/generate", new { inputs = "to be or not" });
    }

    [Fact]
    public async Task Pausing_takes_the_pods_and_resuming_brings_them_back_under_the_same_url()
    {
        await using var team = await product.CreateTeamAsync("pausing");
        await team.ApplyGpt2Async("gpt2");
        var url = (await team.StateAsync("gpt2", "running")).Url;

        await team.PatchAsync("gpt2", """{"spec":{"paused":true}}""");
        Assert.Equal(url, (await team.StatusAsync("gpt2", "paused, and its pods are gone", status => status is { State: "paused", Ready: "0/0" })).Url);
        await team.NoPodsAsync("gpt2");

        await team.PatchAsync("gpt2", """{"spec":{"paused":false}}""");
        Assert.Equal(url, (await team.StateAsync("gpt2", "running")).Url);
    }

    [Fact]
    public async Task An_endpoint_sleeps_and_wakes_by_its_marks()
    {
        await using var team = await product.CreateTeamAsync("sleeping");
        await team.ApplyGpt2Async("gpt2");
        await team.StateAsync("gpt2", "running");

        await team.KubectlAsync("annotate", "iep", "gpt2", "inferenceendpoints.dev/sleep=2030-01-01T00:00:00Z");
        await team.StateAsync("gpt2", "scaledToZero");
        await team.NoPodsAsync("gpt2");

        await team.KubectlAsync("annotate", "iep", "gpt2", "inferenceendpoints.dev/wake=2030-01-01T00:00:01Z");
        await team.StateAsync("gpt2", "running");
    }

    [Fact]
    public async Task An_endpoint_that_may_grow_has_an_autoscaler_whose_decisions_stand()
    {
        await using var team = await product.CreateTeamAsync("scaling");
        await team.ApplyGpt2Async("gpt2");
        await team.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"minReplica":1,"maxReplica":3}}}}""");
        await team.StateAsync("gpt2", "running");
        Assert.Equal("1 3", await team.KubectlAsync("get", "hpa", "gpt2", "-o", "jsonpath={.spec.minReplicas} {.spec.maxReplicas}"));

        // As an autoscaler does it.
        await team.KubectlAsync("scale", "deployment", "gpt2", "--replicas=2");
        await team.StatusAsync("gpt2", "running with 2 replicas", status => status is { State: "running", Ready: "2/2" });

        await team.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"maxReplica":1}}}}""");
        await team.StatusAsync("gpt2", "running with 1 replica", status => status is { State: "running", Ready: "1/1" });
        Assert.Empty(await team.KubectlAsync("get", "hpa", "-o", "name"));
    }

    [Fact]
    public async Task Deleting_an_endpoint_leaves_nothing()
    {
        await using var team = await product.CreateTeamAsync("deleting");
        await team.ApplyGpt2Async("gpt2");
        await team.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"maxReplica":3}}}}""");
        await team.StateAsync("gpt2", "running");

        await team.KubectlAsync("delete", "iep", "gpt2");

        await Eventually.EqualAsync(
            "nothing is left",
            "",
            _ => team.KubectlAsync("get", "deploy,rs,pod,svc,hpa,pvc,controllerrevisions", "-l", "app.kubernetes.io/instance=gpt2", "-o", "name"),
            product.Deadline);
    }
}
