using InferenceEndpoints.KubectlIep.Status;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class StatusReportTests
{
    private static readonly DateTime Earlier = Sample.Now.UtcDateTime.AddSeconds(-40);

    [Fact]
    public void A_report_has_state_replicas_and_url_then_conditions_pods_and_events()
    {
        var endpoint = Sample.Endpoint(change: sample =>
        {
            sample.Status!.LastActivityTime = Sample.Now.UtcDateTime.AddMinutes(-12);
            sample.Status.Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "Running", LastTransitionTime = Earlier, Message = "Endpoint is ready" }];
        });
        var pod = Sample.Pod("gemma-1", Sample.Container(new V1ContainerState { Running = new V1ContainerStateRunning() }, isReady: true, restarts: 2));
        var happened = new Corev1Event { Type = "Normal", Reason = "Running", Message = "Endpoint is ready", LastTimestamp = Earlier };

        Assert.Equal(
            """
            Endpoint:   demo/gemma
            State:      running
            Message:    Endpoint is ready
            Replicas:   1/1 ready, 0 to 4 by its spec
            Model:      google/gemma-1.1-2b-it
            Instance:   nvidia-a10g-x1
            URL:        https://gemma-99d2ec55.endpoints.example.com
            Last used:  12m ago

            Conditions:
              TYPE    STATUS   REASON    AGE   MESSAGE
              Ready   True     Running   40s   Endpoint is ready

            Pods:
              NAME      READY   STATUS    RESTARTS   NODE    AGE
              gemma-1   1/1     Running   2          gpu-1   30s

            Events:
              AGE   TYPE     REASON    MESSAGE
              40s   Normal   Running   Endpoint is ready
            """,
            string.Join('\n', StatusReport.Render(new EndpointView(endpoint, [pod], [happened]), Sample.Now)));
    }

    [Fact]
    public void A_change_that_the_operator_has_not_seen_is_noted_and_so_is_the_absence_of_an_operator()
    {
        Assert.Contains(Lines(Sample.Endpoint(change: sample => sample.Metadata.Generation++)), line => line.StartsWith("Note:", StringComparison.Ordinal));
        Assert.Contains("State:      unknown: no operator has seen it yet", Lines(Sample.Endpoint(change: sample => sample.Status = new())));
        Assert.DoesNotContain(Lines(Sample.Endpoint()), line => line.StartsWith("Note:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_schedule_is_told_by_its_next_boundary()
    {
        var (until, wake) = (Sample.Now.UtcDateTime.AddHours(1), Sample.Now.UtcDateTime.AddHours(9));

        Assert.Contains($"Schedule:   awake until {until:u}", Lines(Sample.Endpoint(change: sample => sample.Status!.Schedule = new() { AwakeUntil = until, NextWakeTime = wake })));
        Assert.Contains($"Schedule:   wakes at {wake:u}", Lines(Sample.Endpoint(change: sample => sample.Status!.Schedule = new() { NextWakeTime = wake })));
    }

    [Fact]
    public void The_last_eight_events_are_shown_the_latest_last()
    {
        var events = Enumerable.Range(1, 10).Reverse().Select(minute => new Corev1Event { Reason = $"R{minute}", LastTimestamp = Sample.Now.UtcDateTime.AddMinutes(minute) });

        Assert.Equal(
            ["R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10"],
            new EndpointView(Sample.Endpoint(), [], [.. events]).LastEvents.Select(happened => happened.Reason));
    }

    private static string[] Lines(Entities.InferenceEndpoint endpoint) => [.. StatusReport.Render(new EndpointView(endpoint, [], []), Sample.Now)];
}
