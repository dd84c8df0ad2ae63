using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Sleep;

/// <summary>An endpoint with a timeout of 15 minutes that is kept awake from 8 to 18 o'clock.</summary>
public sealed class ScheduledSleepTests
{
    private static readonly DateTimeOffset Midnight = new(2030, 1, 7, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = Midnight.AddHours(8);
    private static readonly DateTimeOffset End = Midnight.AddHours(18);

    [Fact]
    public void It_wakes_at_the_start_of_its_window_and_not_earlier_whenever_anybody_looks()
    {
        var endpoint = Asleep();

        Assert.Null(SleepPolicy.WakeUntil(endpoint, Start.AddTicks(-1)));
        Assert.Equal(End, SleepPolicy.WakeUntil(endpoint, Start));
        Assert.Equal(End, SleepPolicy.WakeUntil(endpoint, End.AddTicks(-1)));
        Assert.Null(SleepPolicy.WakeUntil(endpoint, End));
    }

    [Fact]
    public void One_that_is_awake_is_not_woken_and_one_that_is_paused_never()
    {
        var paused = Asleep();
        paused.Spec.Paused = true;

        Assert.Null(SleepPolicy.WakeUntil(Awake(), Start));
        Assert.Null(SleepPolicy.WakeUntil(paused, Start));
    }

    [Fact]
    public void It_does_not_fall_asleep_while_the_window_lasts()
    {
        Assert.True(IsDue(Start.AddTicks(-1), idleSince: Midnight));
        Assert.False(IsDue(Start, idleSince: Midnight));
        Assert.False(IsDue(End.AddTicks(-1), idleSince: Midnight));
    }

    [Fact]
    public void Afterwards_it_is_idle_from_the_end_of_the_window_or_from_its_last_request_if_that_is_later()
    {
        Assert.False(IsDue(End.AddMinutes(15).AddTicks(-1), idleSince: Midnight));
        Assert.True(IsDue(End.AddMinutes(15), idleSince: Midnight));
        Assert.False(IsDue(End.AddMinutes(15), idleSince: End.AddMinutes(5)));
        Assert.True(IsDue(End.AddMinutes(20), idleSince: End.AddMinutes(5)));
    }

    [Fact]
    public void Without_knowledge_of_its_use_it_stays_awake_after_the_window_too() => Assert.False(IsDue(End.AddHours(5), idleSince: null));

    private static bool IsDue(DateTimeOffset now, DateTimeOffset? idleSince) => SleepPolicy.IsDue(Awake(), idleSince, TimeSpan.FromMinutes(1), now);

    private static InferenceEndpoint Asleep()
    {
        var endpoint = Awake();
        endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = "2030-01-01T12:00:00Z" };
        return endpoint;
    }

    private static InferenceEndpoint Awake() => new()
    {
        Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "team" },
        Spec = new InferenceEndpointSpec
        {
            Compute = new ComputeSpec { Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 1, ScaleToZeroTimeout = 15 } },
            ColdStart = new ColdStartSpec { Schedule = [new ScheduleWindow { Cron = "0 8 * * *", DurationMinutes = 600 }] },
        },
        Status = new InferenceEndpointStatus
        {
            State = "running",
            Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = Midnight.UtcDateTime.AddDays(-1) }],
        },
    };
}
