using System.Text;
using InferenceEndpoints.Informers;
using IntegrationTests.Servers;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class TelemetryTests
{
    private static readonly Uri Metrics = new("/metrics", UriKind.Relative);

    [Fact]
    public async Task Promtool_accepts_the_metrics_and_an_endpoint_that_is_gone_leaves_none()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var scraper = gateway.CreateClient(gateway.Telemetry);
        await gateway.Client.GetStringAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(200));

        var metrics = await scraper.GetStringAsync(Metrics, gateway.Deadline);
        var (exitCode, complaints) = await PromtoolTests.CheckAsync(Encoding.UTF8.GetBytes(metrics));
        Assert.True(exitCode == 0, complaints);
        Assert.Contains("request_duration_seconds_count{endpoint_namespace=\"team\",endpoint_name=\"gpt2\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("time_to_first_byte_seconds_count{endpoint_namespace=\"team\",endpoint_name=\"gpt2\"} 1", metrics, StringComparison.Ordinal);

        gateway.Table.Remove(new NamespacedName(GatewayUnderTest.Team, "gpt2"));
        Assert.DoesNotContain("endpoint_name", await scraper.GetStringAsync(Metrics, gateway.Deadline), StringComparison.Ordinal);
    }
}
