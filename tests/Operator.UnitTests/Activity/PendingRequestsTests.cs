using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Activity;

namespace InferenceEndpoints.Operator.UnitTests.Activity;

public sealed class PendingRequestsTests
{
    private static readonly DateTimeOffset T0 = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NamespacedName Key = new("team", "a");
    private static readonly PendingRequests Nothing = new(TimeSpan.FromSeconds(20));

    [Fact]
    public void The_average_is_over_the_window_and_over_all_gateways_together()
    {
        var pending = Nothing
            .Next([Report("g1", 90)], T0)
            .Next([Report("g1", 1), Report("g2", 2)], T0.AddSeconds(10))
            .Next([Report("g1", 0), Report("g2", 6)], T0.AddSeconds(20));

        Assert.Equal(4.5, pending.Average(Key, T0.AddSeconds(20)));
        Assert.Equal(6, pending.Average(Key, T0.AddSeconds(30)));
    }

    [Fact]
    public void An_endpoint_that_no_gateway_names_has_no_pending_requests()
    {
        var pending = Nothing.Next([Report("g1", 4)], T0).Next([new GatewayReport("g1", [])], T0.AddSeconds(5));

        Assert.Equal(2, pending.Average(Key, T0.AddSeconds(5)));
        Assert.Equal(0, pending.Average(new NamespacedName("team", "another"), T0.AddSeconds(5)));
    }

    [Fact]
    public void Before_the_gateways_were_heard_and_when_they_are_silent_for_the_window_nobody_knows()
    {
        Assert.Null(Nothing.Average(Key, T0));
        Assert.Null(Nothing.Next(reports: null, T0).Average(Key, T0));

        var silent = Nothing.Next([Report("g1", 4)], T0).Next(reports: null, T0.AddSeconds(10));
        Assert.Equal(4, silent.Average(Key, T0.AddSeconds(19)));
        Assert.Null(silent.Average(Key, T0.AddSeconds(20)));
    }

    [Fact]
    public void A_gateway_that_is_asked_twice_counts_once() =>
        Assert.Equal(3, Nothing.Next([Report("g1", 3), Report("g1", 3)], T0).Average(Key, T0));

    private static GatewayReport Report(string gateway, long pending) =>
        new(gateway, [new EndpointReport(Key.Namespace, Key.Name, T0, pending, pending, Requests: 100)]);
}
