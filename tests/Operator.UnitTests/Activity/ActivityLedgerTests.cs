using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Starts;

namespace InferenceEndpoints.Operator.UnitTests.Activity;

public sealed class ActivityLedgerTests
{
    private static readonly DateTimeOffset T0 = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NamespacedName Key = new("team", "a");

    [Fact]
    public void Nothing_is_idle_before_the_gateways_were_heard_and_then_from_that_moment_on()
    {
        Assert.Null(ActivityLedger.Empty.IdleSince(Key));
        Assert.Null(Next(ActivityLedger.Empty, reports: null, T0).IdleSince(Key));

        Assert.Equal(T0, Next(ActivityLedger.Empty, [Report("g1")], T0).IdleSince(Key));
        Assert.Equal(T0, After([Report("g1")], [Report("g1")]).IdleSince(Key));
    }

    [Fact]
    public void An_endpoint_is_idle_from_the_round_in_which_its_counter_last_moved()
    {
        var ledger = After([Report("g1", requests: 5)], [Report("g1", requests: 6)], [Report("g1", requests: 6)]);

        Assert.Equal(T0.AddMinutes(1), ledger.IdleSince(Key));
        Assert.Equal(T0, ledger.IdleSince(new NamespacedName("team", "another")));
    }

    [Fact]
    public void What_is_in_a_report_may_have_happened_until_the_report_was_there()
    {
        var (asked, heard) = (T0.AddMinutes(1), T0.AddMinutes(1).AddSeconds(4));

        var first = ActivityLedger.Empty.Next([Report("g1", requests: 5)], asked, heard);
        Assert.Equal(heard, first.IdleSince(Key));
        Assert.Equal(heard, first.IdleSince(new NamespacedName("team", "another")));
        Assert.Equal(heard.AddMinutes(1), first.Next([Report("g1", requests: 6)], asked.AddMinutes(1), heard.AddMinutes(1)).IdleSince(Key));
        Assert.Equal(asked, first.AskedAt);
    }

    [Fact]
    public void While_a_request_is_in_flight_anywhere_it_is_not_idle()
    {
        GatewayReport[] busy = [Report("g1", requests: 1), Report("g2", requests: 1, inFlight: 1)];
        GatewayReport[] done = [Report("g1", requests: 1), Report("g2", requests: 1)];

        Assert.Null(After(busy, busy, busy).IdleSince(Key));
        Assert.Equal(T0.AddMinutes(3), After(done, busy, busy, done).IdleSince(Key)); // it may have ended a moment ago
        Assert.Equal(T0.AddMinutes(3), After(done, busy, busy, done, done).IdleSince(Key));
    }

    [Fact]
    public void While_one_gateway_is_silent_nothing_is_idle_and_afterwards_its_counters_tell_what_was()
    {
        GatewayReport[] reports = [Report("g1", requests: 1), Report("g2", requests: 1)];
        var silent = Next(After(reports, reports), reports: null, T0.AddMinutes(2));
        Assert.Null(silent.IdleSince(Key));

        Assert.Equal(T0, Next(silent, reports, T0.AddMinutes(3)).IdleSince(Key));
        Assert.Equal(T0.AddMinutes(3), Next(silent, [Report("g1", requests: 1), Report("g2", requests: 2)], T0.AddMinutes(3)).IdleSince(Key));
    }

    [Theory]
    [InlineData("g1 g2", "g1 g3")]
    [InlineData("g1 g2", "g1")]
    [InlineData("g1", "g1 g2")]
    public void A_gateway_that_comes_restarts_or_goes_makes_every_clock_start_again(string before, string after)
    {
        GatewayReport[] Reports(string names) => [.. names.Split(' ').Select(name => Report(name, requests: 1))];

        var ledger = After(Reports(before), Reports(before), Reports(after), Reports(after));

        Assert.Equal(T0.AddMinutes(2), ledger.IdleSince(Key));
        Assert.Equal(T0.AddMinutes(2), ledger.IdleSince(new NamespacedName("team", "another")));
    }

    [Fact]
    public void A_gateway_that_is_asked_twice_and_an_endpoint_without_requests_do_no_harm()
    {
        GatewayReport[] twice = [Report("g1", requests: 0), Report("g1", requests: 0)];

        Assert.Equal(T0, After(twice, twice).IdleSince(Key));
        Assert.Equal(T0.AddMinutes(1), After([Report("g1")], twice).IdleSince(Key));
    }

    [Fact]
    public void The_last_request_is_the_latest_that_any_gateway_had()
    {
        var ledger = After([Report("g1", requests: 1, last: 5), Report("g2", requests: 1, last: 7)]);

        Assert.Equal(T0.AddSeconds(7), ledger.LastRequest(Key));
        Assert.Null(ledger.LastRequest(new NamespacedName("team", "another")));
    }

    [Fact]
    public void Of_those_who_waited_at_several_gateways_the_first_that_was_answered_counts()
    {
        var (earlier, later) = (new FirstWait(T0, T0.AddSeconds(40)), new FirstWait(T0.AddSeconds(-1), T0.AddSeconds(41)));

        Assert.Equal(earlier, After([Report("g1", 1, wait: later), Report("g2", 1, wait: earlier), Report("g3", 1)]).FirstWait(Key));
        Assert.Equal(earlier, After([Report("g1", 1, wait: earlier), Report("g2", 1, wait: later)]).FirstWait(Key));
        Assert.Null(After([Report("g1", 1)]).FirstWait(Key));
        Assert.Null(ActivityLedger.Empty.FirstWait(Key));
    }

    /// <summary>A round each minute.</summary>
    private static ActivityLedger After(params GatewayReport[][] rounds) =>
        rounds.Index().Aggregate(ActivityLedger.Empty, (ledger, round) => Next(ledger, round.Item, T0.AddMinutes(round.Index)));

    /// <summary>Answered at once.</summary>
    private static ActivityLedger Next(ActivityLedger ledger, GatewayReport[]? reports, DateTimeOffset now) => ledger.Next(reports, now, now);

    private static GatewayReport Report(string gateway, long? requests = null, long inFlight = 0, int last = 0, FirstWait? wait = null) =>
        new(gateway, requests is { } count ? [new EndpointReport(Key.Namespace, Key.Name, T0.AddSeconds(last), inFlight, Pending: 0, count, wait)] : []);
}
