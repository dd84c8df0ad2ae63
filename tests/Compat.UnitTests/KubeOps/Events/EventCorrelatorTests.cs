using Compat.UnitTests.KubeOps.Queue;
using InferenceEndpoints.Informers;
using KubeOps.Abstractions.Events;
using KubeOps.Operator.Events;

namespace Compat.UnitTests.KubeOps.Events;

public sealed class EventCorrelatorTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly EventCorrelator correlator;

    public EventCorrelatorTests() => correlator = new EventCorrelator(clock);

    [Fact]
    public void A_repeat_finds_the_event_of_the_first_time()
    {
        var written = new RecordedEvent("a.1", 1);
        correlator.Remember(Of("a", "pulled"), written);

        Assert.Same(written, correlator.Find(Of("a", "pulled")));
        Assert.Null(correlator.Find(Of("a", "failed")));
        Assert.Null(correlator.Find(Of("b", "pulled")));
    }

    [Fact]
    public void An_object_may_have_25_events_at_once_and_then_one_in_five_minutes()
    {
        var allowed = Enumerable.Range(0, 100).Count(i => !correlator.IsTooNoisy(Of("a", $"message {i}")));
        Assert.Equal(25, allowed);

        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.True(correlator.IsTooNoisy(Of("a", "early")));

        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.False(correlator.IsTooNoisy(Of("a", "in time")));
        Assert.True(correlator.IsTooNoisy(Of("a", "one more")));
    }

    [Fact]
    public void A_noisy_object_does_not_silence_the_others()
    {
        while (!correlator.IsTooNoisy(Of("a", "noise")))
        {
        }

        Assert.False(correlator.IsTooNoisy(Of("b", "signal")));
    }

    private static EventIdentity Of(string name, string message) => new(new NamespacedName("ns", name), "uid", "Reason", message, EventType.Normal);
}
