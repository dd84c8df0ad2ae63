using System.Collections.Concurrent;
using System.Collections.Immutable;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Sleep;

namespace EndToEndTests.Cycles;

/// <summary>Every sleep and every waking of the endpoints whose names begin so, by the marks that they had.</summary>
internal sealed class SleepHistory : IDisposable
{
    private readonly ConcurrentDictionary<string, (ImmutableSortedSet<DateTimeOffset> Sleeps, ImmutableSortedSet<DateTimeOffset> Wakes)> marks = [];
    private readonly IDisposable subscription;

    public SleepHistory(IInformer<InferenceEndpoint> endpoints, string prefix) => subscription = endpoints.Subscribe(change =>
    {
        if (change.Object.Metadata.Name.StartsWith(prefix, StringComparison.Ordinal))
        {
            Note(change.Object);
        }
    });

    /// <summary>Sleeps that were ended by a waking.</summary>
    public int Cycles => marks.Values.Sum(one => one.Wakes.Count);

    public ImmutableSortedSet<DateTimeOffset> Sleeps(string endpoint) => marks.TryGetValue(endpoint, out var of) ? of.Sleeps : [];

    public ImmutableSortedSet<DateTimeOffset> Wakes(string endpoint) => marks.TryGetValue(endpoint, out var of) ? of.Wakes : [];

    public bool IsAsleep(string endpoint) => Sleeps(endpoint) is [.., var sleep] && !(Wakes(endpoint) is [.., var wake] && wake >= sleep);

    public void Dispose() => subscription.Dispose();

    private void Note(InferenceEndpoint endpoint)
    {
        var seen = SleepMarks.Parse(endpoint.Metadata.Annotations);
        marks.AddOrUpdate(
            endpoint.Metadata.Name,
            _ => (With([], seen.SleepTime), With([], seen.WakeTime)),
            (_, before) => (With(before.Sleeps, seen.SleepTime), With(before.Wakes, seen.WakeTime)));
    }

    private static ImmutableSortedSet<DateTimeOffset> With(ImmutableSortedSet<DateTimeOffset> times, DateTimeOffset? time) => time is { } mark ? times.Add(mark) : times;
}
