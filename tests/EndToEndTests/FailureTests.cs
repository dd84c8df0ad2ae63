using EndToEndTests.Harness;

namespace EndToEndTests;

[Collection(UsesTheProduct.Name)]
public sealed class FailureTests(EndToEnd product)
{
    [Fact]
    public async Task An_image_that_is_not_there_fails_with_its_name()
    {
        await using var team = await product.CreateTeamAsync("badimage");
        await team.ApplyFileAsync("tests/Demo/bad-image.yaml");

        var status = await team.StateAsync("bad-image", "failed");

        Assert.StartsWith("Endpoint failed: image 'registry.invalid/nothing:1' cannot be pulled", status.Message, StringComparison.Ordinal);
        Assert.Equal("True", status.Conditions!.Single(condition => condition.Type == "Stalled").Status);
    }

    [Fact]
    public async Task A_crash_loop_fails_with_the_exit_code_and_the_last_words()
    {
        await using var team = await product.CreateTeamAsync("crashing");
        await team.ApplyGpt2Async("gpt2", model: """env: {MODEL_SERVER_CRASH: "0.2:42"}""");

        var status = await team.StateAsync("gpt2", "failed");

        Assert.Contains("container 'model' crashes with exit code 42", status.Message, StringComparison.Ordinal);
        Assert.Equal("ContainerCrashed", status.Conditions![0].Reason);
    }

    [Fact]
    public async Task A_replica_that_takes_more_memory_than_its_instance_has_says_so()
    {
        await using var team = await product.CreateTeamAsync("memory");
        await team.ApplyGpt2Async("gpt2", model: """command: [sh, -c, "x=a; while :; do x=$x$x; done"]""");

        // Of one crash containerd may hear too late what killed it, and the next one tells.
        var status = await team.StatusAsync(
            "gpt2", "failed for memory", status => status.State == "failed" && status.Message!.Contains("container 'model' ran out of memory", StringComparison.Ordinal));
        Assert.Equal("OutOfMemory", status.Conditions![0].Reason);
    }

    [Fact]
    public async Task A_model_that_the_hub_does_not_give_fails_with_the_words_of_the_hub()
    {
        await using var team = await product.CreateTeamAsync("nomodel");
        await team.ApplyGpt2Async("gated", model: Token("stranger"), repository: "google/gemma-1.1-2b-it");
        await team.ApplyGpt2Async("token", model: Token("unknown"), repository: "google/gemma-1.1-2b-it");
        await team.ApplyGpt2Async("repository", model: Token("token"), repository: "openai-community/gpt3");

        var gated = (await team.StateAsync("gated", "failed")).Message;
        Assert.Contains("the model could not be downloaded", gated, StringComparison.Ordinal);
        Assert.Contains("This repository requires approval", gated, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_stranger", gated, StringComparison.Ordinal);
        Assert.Contains("Invalid credentials in Authorization header", (await team.StateAsync("token", "failed")).Message, StringComparison.Ordinal);
        Assert.Contains("Repository Not Found", (await team.StateAsync("repository", "failed")).Message, StringComparison.Ordinal);

        static string Token(string key) => $"secrets: {{HF_TOKEN: {{secretName: hf, key: {key}}}}}";
    }

    [Fact]
    public async Task A_secret_that_is_missing_fails_with_its_name_and_the_endpoint_proceeds_when_it_comes()
    {
        await using var team = await product.CreateTeamAsync("nosecret");
        await team.ApplyGpt2Async("gpt2", model: "secrets: {HF_TOKEN: {secretName: later, key: token}}");
        Assert.Contains("later", (await team.StateAsync("gpt2", "failed")).Message, StringComparison.Ordinal);

        await team.KubectlAsync("create", "secret", "generic", "later", "--from-literal=token=hf_demo");

        await team.StateAsync("gpt2", "running");
    }

    [Fact]
    public async Task More_gpus_than_there_are_leave_it_pending_until_they_come()
    {
        await using var team = await product.CreateTeamAsync("manygpus");
        await team.ApplyFileAsync("tests/Demo/too-many-gpus.yaml");
        await team.StatusAsync(
            "too-many-gpus", "pending with the scheduler's words", status => status.State == "pending" && status.Message!.Contains("Insufficient nvidia.com/gpu", StringComparison.Ordinal));
        await team.StatusAsync(
            "too-many-gpus", "told how many there are", status => status.Message!.Contains("It needs 99 nvidia.com/gpu on one node; ", StringComparison.Ordinal) && status.Message.Contains($" of {EndToEnd.Gpus} are free", StringComparison.Ordinal));

        await product.Cluster.SetGpusAsync(EndToEnd.Gpus + 99, product.Deadline);
        try
        {
            await team.StateAsync("too-many-gpus", "running");
        }
        finally
        {
            await product.Cluster.SetGpusAsync(EndToEnd.Gpus, product.Deadline);
        }
    }

    [Fact]
    public async Task An_unknown_instance_type_fails_with_the_nearest_and_proceeds_when_it_is_there()
    {
        await using var team = await product.CreateTeamAsync("noinstance");
        await team.ApplyGpt2Async("gpt2");
        await team.PatchAsync("gpt2", """{"spec":{"compute":{"instanceType":"intel-spx"}}}""");
        Assert.Contains("nearest: intel-spr x1", (await team.StateAsync("gpt2", "failed")).Message, StringComparison.Ordinal);

        await team.ApplyAsync(
            """
            apiVersion: inferenceendpoints.dev/v1alpha1
            kind: InstanceType
            metadata: {name: intel-spx-x1}
            spec: {instanceType: intel-spx, instanceSize: x1, accelerator: cpu, resources: {cpu: 100m, memory: 512Mi}}
            """);

        await team.StateAsync("gpt2", "running");
    }

    [Fact]
    public async Task A_spec_that_only_the_operator_can_refuse_fails_with_the_field()
    {
        await using var team = await product.CreateTeamAsync("badspec");
        await team.ApplyGpt2Async("gpt2", spec: "template: {spec: {containers: [{name: model, image: mine}]}}");

        Assert.Contains("spec.template", (await team.StateAsync("gpt2", "failed")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namesake_is_never_taken_over()
    {
        await using var team = await product.CreateTeamAsync("namesake");
        await team.KubectlAsync("create", "service", "clusterip", "gpt2", "--tcp=80");
        await team.ApplyGpt2Async("gpt2");

        var status = await team.StateAsync("gpt2", "failed");
        Assert.Contains("Service gpt2 already exists", status.Message, StringComparison.Ordinal);
        Assert.Empty(await team.KubectlAsync("get", "service", "gpt2", "-o", "jsonpath={.metadata.ownerReferences}"));

        await team.KubectlAsync("delete", "service", "gpt2");
        await team.StateAsync("gpt2", "running");
    }

    [Fact]
    public async Task What_admission_refuses_is_told_and_tried_again()
    {
        await using var team = await product.CreateTeamAsync("quota");
        await team.KubectlAsync("create", "quota", "few", "--hard=count/services=0");
        await team.ApplyGpt2Async("gpt2");
        await team.StatusAsync(
            "gpt2", "refused for its quota", status => status.State == "failed" && status.Message!.Contains("exceeded quota: few", StringComparison.Ordinal));

        await team.KubectlAsync("delete", "quota", "few");

        await team.StateAsync("gpt2", "running");
    }
}
