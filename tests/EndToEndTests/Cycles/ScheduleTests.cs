using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests.Cycles;

[Collection(UsesAPlayedCluster.Name)]
public sealed class ScheduleTests(PlayedCluster product)
{
    private const string Name = "scheduled";
    private const string AlwaysOpen = """[{"cron": "* * * * *", "durationMinutes": 60}]""";

    /// <summary>A minute in four years.</summary>
    private const string LongOver = """[{"cron": "0 0 29 2 *", "durationMinutes": 1}]""";

    /// <summary>Several times the timeout, in which it would fall asleep without a schedule.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task An_endpoint_wakes_in_its_window_without_a_request_and_falls_asleep_after_it()
    {
        using var history = new SleepHistory(product.Endpoints, Name);
        product.Load = () => Task.CompletedTask;
        await product.ApplyAsync([Name]);
        await Eventually.TrueAsync("it sleeps", _ => Task.FromResult(history.IsAsleep(Name)), product.Deadline);
        var sleeps = history.Sleeps(Name).Count;

        await ScheduleAsync(AlwaysOpen);
        await Eventually.TrueAsync("it has been running for long", _ => Task.FromResult(ReadySince() is { } since && TimeProvider.System.GetUtcNow() - since > Idle), product.Deadline);
        Assert.Equal((1, sleeps), (history.Wakes(Name).Count, history.Sleeps(Name).Count));

        await ScheduleAsync(LongOver);
        await Eventually.TrueAsync("it sleeps again", _ => Task.FromResult(history.IsAsleep(Name) && history.Sleeps(Name).Count == sleeps + 1), product.Deadline);
        Assert.DoesNotContain(product.GatewayLog, line => line.Contains($"A request wakes {PlayedCluster.Team}/{Name}", StringComparison.Ordinal));
    }

    private Task<string> ScheduleAsync(string windows) => product.KubectlAsync(
        "", "-n", PlayedCluster.Team, "patch", "iep", Name, "--type=merge", "-p", $$"""{"spec": {"coldStart": {"schedule": {{windows}}} } }""");

    private DateTimeOffset? ReadySince() => product.Endpoints.Get(new(PlayedCluster.Team, Name)) is { Status: { State: "running" } status }
        && status.Conditions?.FirstOrDefault(condition => condition is { Type: "Ready", Status: "True" })?.LastTransitionTime is { } since
            ? new DateTimeOffset(DateTime.SpecifyKind(since, DateTimeKind.Utc))
            : null;
}
