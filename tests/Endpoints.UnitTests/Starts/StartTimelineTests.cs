using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Starts;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Starts;

public sealed class StartTimelineTests
{
    private static readonly DateTime s_start = new(2030, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Each_phase_lasts_until_what_Kubernetes_says_of_its_end()
    {
        var start = StartTimeline.Of(Pod(created: 2, scheduled: 3, downloadFrom: 8, downloadTo: 28, modelFrom: 35, ready: 44), s_start)!;

        Assert.Equal("creation 2, scheduling 1, images 12, download 20, loading 9", Describe(start));
        Assert.Equal(("gemma-1", s_start, s_start.AddSeconds(44)), (start.Pod, start.StartedAt, start.ReadyAt));
        Assert.Equal("ready after 44 s: creation 2 s, scheduling 1 s, images 12 s, download 20 s, loading 9 s", StartTimeline.Describe(start));
    }

    [Fact]
    public void A_phase_that_took_no_time_is_not_told_of()
    {
        var start = StartTimeline.Of(Pod(created: 0, scheduled: 0, downloadFrom: 3, downloadTo: 3, modelFrom: 3, ready: 5), s_start)!;

        Assert.Equal("creation 0, scheduling 0, images 3, download 0, loading 2", Describe(start));
        Assert.Equal("ready after 5 s: images 3 s, loading 2 s", StartTimeline.Describe(start));
        Assert.Equal("ready after 0 s", StartTimeline.Describe(StartTimeline.Of(Pod(ready: 0), s_start)!));
    }

    [Theory]
    [InlineData(null, 3, 8, 28, 35, "scheduling 3, images 12, download 20, loading 9")]
    [InlineData(2, null, 8, 28, 35, "creation 2, images 13, download 20, loading 9")]
    [InlineData(2, 3, null, 28, 35, "creation 2, scheduling 1, download 25, images 7, loading 9")]
    [InlineData(2, 3, null, null, 35, "creation 2, scheduling 1, images 32, loading 9")]
    [InlineData(2, 3, 8, 28, null, "creation 2, scheduling 1, images 5, download 20, loading 16")]
    [InlineData(null, null, null, null, null, "loading 44")]
    public void Time_that_Kubernetes_does_not_tell_of_belongs_to_the_next_phase(
        int? created, int? scheduled, int? downloadFrom, int? downloadTo, int? modelFrom, string phases)
    {
        var start = StartTimeline.Of(Pod(created, scheduled, downloadFrom, downloadTo, modelFrom, ready: 44), s_start)!;

        Assert.Equal(phases, Describe(start));
    }

    [Fact]
    public void A_server_that_crashed_before_it_was_ready_has_been_loading_since_its_attempt_before()
    {
        var pod = Pod(created: 0, scheduled: 0, downloadFrom: 1, downloadTo: 2, modelFrom: 30, ready: 40);
        pod.Status!.ContainerStatuses![1].LastState = new V1ContainerState { Terminated = new V1ContainerStateTerminated { StartedAt = s_start.AddSeconds(3) } };

        Assert.Equal("creation 0, scheduling 0, images 2, download 1, loading 37", Describe(StartTimeline.Of(pod, s_start)!));
    }

    [Fact]
    public void A_pod_that_was_ready_before_or_of_which_that_is_unknown_tells_nothing()
    {
        Assert.Null(StartTimeline.Of(Pod(ready: -1), s_start));
        Assert.Null(StartTimeline.Of(Pod(ready: null), s_start));
        Assert.Null(StartTimeline.Of(new V1Pod(), s_start));

        var notReady = Pod(ready: 5);
        notReady.Status!.Conditions![^1].Status = "False";
        Assert.Null(StartTimeline.Of(notReady, s_start));
    }

    [Fact]
    public void Whatever_the_order_of_the_times_the_phases_are_not_negative_and_together_the_whole() =>
        Prop.ForAll(
            Gen.Choose(-50, 100).Select(second => second < -30 ? (int?)null : second).ArrayOf(5).ToArbitrary(),
            Gen.Choose(0, 50).ToArbitrary(),
            (times, ready) =>
            {
                var start = StartTimeline.Of(Pod(times[0], times[1], times[2], times[3], times[4], ready), s_start)!;

                Assert.All(start.Phases!, phase => Assert.True(phase.Seconds >= 0));
                Assert.Equal(ready, start.Phases!.Sum(phase => phase.Seconds));
            }).QuickCheckThrowOnFailure();

    private static string Describe(EndpointStart start) => string.Join(", ", start.Phases!.Select(phase => $"{phase.Name} {phase.Seconds}"));

    /// <param name="created">This and the others: in seconds after the start.</param>
    private static V1Pod Pod(
        int? created = null, int? scheduled = null, int? downloadFrom = null, int? downloadTo = null, int? modelFrom = null, int? ready = null) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "gemma-1", CreationTimestamp = At(created) },
            Status = new V1PodStatus
            {
                Conditions = [True("PodScheduled", scheduled), True("Ready", ready)],
                InitContainerStatuses =
                [
                    new V1ContainerStatus
                    {
                        Name = ContainerNames.Download,
                        State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { StartedAt = At(downloadFrom), FinishedAt = At(downloadTo) } },
                    },
                ],
                ContainerStatuses =
                [
                    new V1ContainerStatus { Name = "sidecar", State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = At(1) } } },
                    new V1ContainerStatus { Name = ContainerNames.Model, State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = At(modelFrom) } } },
                ],
            },
        };

    private static V1PodCondition True(string type, int? at) => new() { Type = type, Status = "True", LastTransitionTime = At(at) };

    private static DateTime? At(int? seconds) => seconds is { } after ? s_start.AddSeconds(after) : null;
}
