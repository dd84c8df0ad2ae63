using System.Globalization;
using System.Text.RegularExpressions;
using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

/// <summary>The webhooks of deploy/webhook, with the operator's own rights. The API server finds them by URL: there is no kube-proxy here.</summary>
[Collection(UsesTheProduct.Name)]
public sealed partial class WebhookTests(EndToEnd product)
{
    private const string Mistake = """env: {PORT: "1"}""";
    private const string Words = "spec.model.env[PORT]: 'PORT' is set by the platform; set model.image.tgi.port";

    private int attempts;

    [Fact]
    public async Task A_mistake_is_told_at_apply_and_without_the_operator_it_is_told_afterwards()
    {
        await using var team = await product.CreateTeamAsync("webhook");
        var port = (30_000 + Random.Shared.Next(900)).ToString(CultureInfo.InvariantCulture);
        (string, string)[] settings = [("Operator__Admission__Enabled", "true"), ("Operator__Admission__Port", port)];
        var webhook = Service().Replace(
            await File.ReadAllTextAsync(Repository.File("deploy/webhook/webhook.yaml"), product.Deadline), $"url: https://127.0.0.1:{port}${{path}}\n");
        await product.KubectlInputAsync(webhook, "apply", "-f", "-");
        try
        {
            await product.RestartOperatorAsync(settings);
            await Eventually.TrueAsync("the mistake is told", async _ => (await RefusalAsync(team)).Contains(Words, StringComparison.Ordinal), product.Deadline);

            await product.Operator.StopAsync(product.Deadline);
            await team.ApplyGpt2Async("gpt2", model: Mistake);

            await product.RestartOperatorAsync(settings);
            Assert.Contains(Words, (await team.StateAsync("gpt2", "failed")).Message, StringComparison.Ordinal);
            await Eventually.TrueAsync("the mistake is told again", async _ => (await RefusalAsync(team)).Contains(Words, StringComparison.Ordinal), product.Deadline);
            await team.KubectlAsync("label", "iep", "gpt2", "team=search");
            await team.KubectlAsync("delete", "iep", "gpt2");
        }
        finally
        {
            await product.KubectlInputAsync(webhook, "delete", "-f", "-");
            await product.RestartOperatorAsync();
        }
    }

    // Under a new name each time: what was applied while nobody was asked would not be written again.
    private async Task<string> RefusalAsync(Team team) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => team.ApplyGpt2Async($"refused-{attempts++}", model: Mistake))).Message;

    [GeneratedRegex(@"service:\n( {6}.*\n){2} {6}path: (?<path>.*)\n {6}.*\n", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Service();
}
