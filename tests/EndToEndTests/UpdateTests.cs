using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

[Collection(UsesTheProduct.Name)]
public sealed class UpdateTests(EndToEnd product)
{
    [Fact]
    public async Task Old_pods_serve_until_the_new_revision_does()
    {
        await using var team = await product.CreateTeamAsync("updating");
        await team.ApplyFileAsync("deploy/samples/text-generation-tgi.yaml");
        await team.StateAsync("gemma-1-1-2b-it", "running");

        await team.PatchAsync("gemma-1-1-2b-it", """{"spec":{"model":{"revision":"bf16"}}}""");

        var updating = await team.StateAsync("gemma-1-1-2b-it", "updating");
        Assert.Equal("1/1", updating.Ready);
        await team.StateAsync("gemma-1-1-2b-it", "running");
        Assert.Equal("bf16", Assert.Single(await team.PodsAsync("gemma-1-1-2b-it")).Metadata.Annotations!["inferenceendpoints.dev/model-revision"]);
    }

    [Fact]
    public async Task A_revision_that_is_not_there_fails_the_update_while_the_old_one_serves_and_can_be_taken_back()
    {
        await using var team = await product.CreateTeamAsync("badupdate");
        await team.ApplyGpt2Async("gpt2");
        await team.StateAsync("gpt2", "running");
        var serving = Assert.Single(await team.PodsAsync("gpt2"));

        await team.PatchAsync("gpt2", """{"spec":{"model":{"revision":"no-such-branch"}}}""");
        await team.StatusAsync(
            "gpt2",
            "failed in its update, with the words of the hub",
            status => status.State == "updateFailed" && status.Message!.Contains("Revision Not Found", StringComparison.OrdinalIgnoreCase));
        await team.AskAsync(serving, "/generate", new { inputs = "still here" });

        await team.PatchAsync("gpt2", """{"spec":{"model":{"revision":"main"}}}""");
        await team.StateAsync("gpt2", "running");
        Assert.Equal(serving.Metadata.Name, Assert.Single(await team.PodsAsync("gpt2")).Metadata.Name);
    }

    [Fact]
    public async Task Without_a_spare_gpu_an_update_replaces_in_place()
    {
        await using var team = await product.CreateTeamAsync("nospare");
        await team.ApplyGpt2Async("gpt2", spec: "rollout: {strategy: auto}");
        await team.PatchAsync("gpt2", """{"spec":{"compute":{"instanceType":"nvidia-t4"}}}""");
        await team.StateAsync("gpt2", "running");
        var held = (await product.Client.ListAsync<k8s.Models.V1Pod>()).Where(pod => pod.Spec?.NodeName is not null)
            .Sum(pod => pod.Spec!.Containers!.Sum(container => container.Resources?.Requests?.TryGetValue("nvidia.com/gpu", out var gpus) is true ? (int)gpus.ToDecimal() : 0));
        await product.Cluster.SetGpusAsync(held, product.Deadline);
        try
        {
            await team.PatchAsync("gpt2", """{"spec":{"model":{"env":{"LOG_LEVEL":"debug"}}}}""");

            await Eventually.EqualAsync(
                "the new pod runs",
                "debug",
                async _ => (await team.PodsAsync("gpt2")).Single().Spec!.Containers!.Single().Env!.SingleOrDefault(variable => variable.Name == "LOG_LEVEL")?.Value,
                product.Deadline);
            await team.StateAsync("gpt2", "running");
        }
        finally
        {
            await product.Cluster.SetGpusAsync(EndToEnd.Gpus, product.Deadline);
        }
    }
}
