using EndToEndTests.Harness;

namespace EndToEndTests;

/// <summary>What the API server itself makes of the custom resources.</summary>
[Collection(UsesTheProduct.Name)]
public sealed class CustomResourceTests(EndToEnd product)
{
    [Fact]
    public async Task Explain_reads_like_documentation()
    {
        var text = (await product.KubectlAsync("explain", "iep.spec.compute.scaling")).ReplaceLineEndings(" ");
        text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("How many replicas there are, and when they come and go.", text, StringComparison.Ordinal);
        Assert.Contains("Minutes without a request after which the endpoint scales to zero", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_are_filled_in_and_columns_are_printed()
    {
        await using var team = await product.CreateTeamAsync("columns");
        await team.ApplyGpt2Async("gpt2", spec: "paused: true");
        await team.StateAsync("gpt2", "paused");

        var endpoint = await team.GetAsync("gpt2");
        Assert.Equal(("protected", "main", "x1"), (endpoint.Spec.Type, endpoint.Spec.Model.Revision, endpoint.Spec.Compute.InstanceSize));
        var table = await team.KubectlAsync("get", "iep", "-o", "wide");
        Assert.Matches(@"^NAME +STATE +READY +MODEL +INSTANCE +URL +AGE +MESSAGE\n", table);
        Assert.Matches("gpt2 +paused +0/0 +openai-community/gpt2 +intel-spr-x1 +https://gpt2-", table);
    }

    [Theory]
    [InlineData("""{"spec":{"type":"secret"}}""", "spec.type")]
    [InlineData("""{"spec":{"compute":{"scaling":{"maxReplica":0}}}}""", "spec.compute.scaling.maxReplica")]
    [InlineData("""{"spec":{"model":{"repository":"a b"}}}""", "spec.model.repository")]
    [InlineData("""{"spec":{"model":{"image":{"tgi":{"port":0}}}}}""", "spec.model.image.tgi.port")]
    public async Task Bad_values_are_refused_at_once_with_the_field(string patch, string field)
    {
        await using var team = await product.CreateTeamAsync(field.Replace('.', '-').ToLowerInvariant());
        await team.ApplyGpt2Async("gpt2", spec: "paused: true");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => team.PatchAsync("gpt2", patch));

        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
    }
}
