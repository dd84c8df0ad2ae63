using System.Collections.Immutable;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class OutliersTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(4, 2, 2)]
    [InlineData(5, 5, 2)]
    public void Never_more_than_half_are_left_out_and_never_the_last(int replicas, int failing, int leftOut)
    {
        var ready = Replicas(replicas);
        ready.Take(failing).ToList().ForEach(Eject);

        var kept = Outliers.LeaveOut(ready, clock);

        Assert.Equal(replicas - leftOut, kept.Length);
        Assert.All(ready.Skip(failing), backend => Assert.Contains(backend, kept));
    }

    [Fact]
    public void One_that_is_left_out_is_asked_when_all_others_have_failed_a_request()
    {
        var ready = Replicas(2);
        Eject(ready[0]);
        var route = Route(ready);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Same(ready[1], Take(route)));
        Assert.Same(ready[0], Take(route, ready[1]));
        Assert.Null(Take(route, ready[1], ready[0]));
    }

    [Fact]
    public void When_its_time_is_over_it_gets_one_request_and_after_an_answer_its_share()
    {
        var ready = Replicas(2);
        Eject(ready[0]);
        var route = Route(ready);
        clock.Advance(Ejection.Shortest);

        Assert.Equal(1, Picked(route, ready[0], times: 10));
        ready[0].Ejection.Succeed();
        Assert.Equal(5, Picked(route, ready[0], times: 10));
    }

    [Fact]
    public void A_choice_without_outliers_allocates_nothing()
    {
        var route = Route(Replicas(3));
        Take(route);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++)
        {
            Take(route);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999); // not a byte for each: the runtime takes some now and then
    }

    private static ImmutableArray<Backend> Replicas(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Backend($"{number}", $"10.0.0.{number}:80"))];

    private static EndpointRoute Route(ImmutableArray<Backend> ready) =>
        new() { Key = new NamespacedName("team", "a"), Access = AccessType.Public, Meter = Sample.Meter, Ready = ready };

    private int Picked(EndpointRoute route, Backend backend, int times) =>
        Enumerable.Range(0, times).Count(_ => Take(route) == backend);

    /// <summary>A request that has ended when this returns.</summary>
    private Backend? Take(EndpointRoute route, params ReadOnlySpan<Backend?> tried)
    {
        var taken = route.TakeBackend(tried, prompt: null, clock);
        taken?.End();
        return taken;
    }

    private void Eject(Backend backend)
    {
        while (!backend.Ejection.Fail(clock))
        {
        }
    }
}
