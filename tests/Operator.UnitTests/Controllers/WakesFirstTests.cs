using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Controllers;
using InferenceEndpoints.Sleep;
using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Controllers;

public sealed class WakesFirstTests
{
    private static readonly DateTimeOffset Evening = new(2030, 1, 31, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("scaledToZero", 1, false, true)]
    [InlineData("scaledToZero", null, false, false)] // it sleeps
    [InlineData("scaledToZero", -1, false, false)] // it was woken before that
    [InlineData("scaledToZero", 1, true, false)] // nobody waits for what is paused
    [InlineData("initializing", 1, false, false)] // its replicas are on their way
    [InlineData(null, 1, false, false)]
    public void Only_an_endpoint_that_sleeps_and_is_to_wake_is_urgent(string? state, int? wokenAfterHours, bool isPaused, bool expected)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal) { [Annotations.Sleep] = SleepMarks.Format(Evening) };
        if (wokenAfterHours is { } hours)
        {
            marks[Annotations.Wake] = SleepMarks.Format(Evening.AddHours(hours));
        }

        var endpoint = new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta { Name = "gpt2", NamespaceProperty = "team", Annotations = marks },
            Spec = new InferenceEndpointSpec { Paused = isPaused },
            Status = new InferenceEndpointStatus { State = state },
        };

        Assert.Equal(expected, new WakesFirst().IsUrgent(endpoint));
    }
}
