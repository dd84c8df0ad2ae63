using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Waking;
using InferenceEndpoints.Informers;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class WaitingRoomTests
{
    private static readonly Arrival Arrival = new() { Tried = [], Limit = TimeSpan.FromHours(1) };

    private readonly WaitingRoom room = new();
    private readonly HeldRequests all = new(limit: 100, byteLimit: 1000);

    [Fact]
    public void Those_who_came_first_go_first_and_each_replica_gets_so_many_at_once()
    {
        var places = Enumerable.Range(0, 10).Select(_ => Enter(places: 10, atOnce: 2)!).ToList();

        room.Release(Route(replicas: 0));
        Assert.Equal("", Gone(places));
        room.Release(Route(replicas: 1));
        Assert.Equal("0 1", Gone(places));
        room.Release(Route(replicas: 2));
        Assert.Equal("0 1 2 3", Gone(places));
        places[1].Dispose();
        Assert.Equal("0 1 2 3 4", Gone(places));
        Assert.Equal((5, 5), (room.Held, all.Count));
    }

    [Fact]
    public void Who_leaves_frees_a_place_and_lets_nobody_else_go()
    {
        var places = Enumerable.Range(0, 3).Select(_ => Enter(places: 3, atOnce: 1)!).ToList();
        Assert.Null(Enter(places: 3, atOnce: 1));

        places[0].Dispose();
        Assert.Equal("", Gone(places));
        Assert.NotNull(Enter(places: 3, atOnce: 1));

        room.Release(Route(replicas: 1));
        Assert.Equal("1", Gone(places));
    }

    [Fact]
    public void All_rooms_together_hold_no_more_than_the_gateway_may()
    {
        var (rules, other) = (new RoomRules(new HeldRequests(limit: 1, byteLimit: 1000), Places: 10, Bytes: 1000, AtOnce: 1, TimeProvider.System), new WaitingRoom());
        var place = room.TryEnter(rules, Arrival);
        Assert.Null(other.TryEnter(rules, Arrival));

        place!.Dispose();

        Assert.NotNull(other.TryEnter(rules, Arrival));
    }

    [Theory]
    [InlineData(100, 150)]
    [InlineData(150, 100)]
    public void Bodies_take_no_more_bytes_than_a_room_and_the_gateway_may_keep(int ofRoom, int ofAll)
    {
        var held = new HeldRequests(limit: 10, byteLimit: ofAll);
        var rules = new RoomRules(held, Places: 10, Bytes: ofRoom, AtOnce: 1, TimeProvider.System);
        var (large, small) = (Arrival with { Bytes = 60 }, Arrival with { Bytes = 40 });
        var first = room.TryEnter(rules, large)!;

        Assert.Null(room.TryEnter(rules, large));
        Assert.NotNull(room.TryEnter(rules, small));
        Assert.Equal((2, 2, 100L), (room.Held, held.Count, held.Bytes));

        first.Dispose();
        Assert.Equal((1, 40L), (held.Count, held.Bytes));
        Assert.NotNull(room.TryEnter(rules, large));
    }

    [Theory]
    [InlineData(true, EndpointState.ScaledToZero)]
    [InlineData(false, EndpointState.Failed)]
    public void Nobody_waits_for_what_will_not_come(bool isPaused, EndpointState state)
    {
        var places = Enumerable.Range(0, 3).Select(_ => Enter(places: 3, atOnce: 1)!).ToList();

        room.Release(Route(replicas: 0) with { IsPaused = isPaused, State = state });

        Assert.Equal("0 1 2", Gone(places));
    }

    [Fact]
    public void When_the_endpoint_goes_so_do_those_who_wait()
    {
        var place = Enter(places: 3, atOnce: 1)!;

        room.Release(current: null);

        Assert.True(place.Turn.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_has_waited_for_long_enough_is_sent_away_and_nobody_else()
    {
        var (clock, limits) = (new ManualClock(), new[] { 60, 10, 10, 30 });
        var rules = new RoomRules(all, Places: 10, Bytes: 1000, AtOnce: 1, clock);
        var places = limits.Select(limit => room.TryEnter(rules, Arrival with { Limit = TimeSpan.FromSeconds(limit) })!).ToList();
        clock.Advance(TimeSpan.FromSeconds(9));
        room.SendAway(clock.GetTimestamp());
        Assert.Equal("", Gone(places));

        clock.Advance(TimeSpan.FromSeconds(1));
        room.SendAway(clock.GetTimestamp());
        Assert.Equal("1 2", Gone(places));
        Assert.False(await places[1].Turn);
        Assert.Equal((2, 2), (room.Held, all.Count));

        room.Release(Route(replicas: 1));
        Assert.Equal("0 1 2", Gone(places));
        Assert.True(await places[0].Turn);
        clock.Advance(TimeSpan.FromSeconds(20));
        room.SendAway(clock.GetTimestamp());
        Assert.Equal("0 1 2 3", Gone(places));
    }

    [Fact]
    public async Task Who_goes_away_after_its_turn_has_come_is_still_called()
    {
        var place = Enter(places: 3, atOnce: 1)!;
        room.Release(Route(replicas: 1));

        place.SendAway();

        Assert.True(await place.Turn);
    }

    [Fact]
    public void One_looks_after_those_who_wait_until_nobody_does()
    {
        var place = Enter(places: 3, atOnce: 1)!;
        Assert.Equal((true, false), (room.TryAttend(), room.TryAttend()));
        Assert.True(room.IsAttended());

        place.Dispose();

        Assert.False(room.IsAttended());
        Assert.True(room.TryAttend());
    }

    private WaitingRoom.Place? Enter(int places, int atOnce) =>
        room.TryEnter(new RoomRules(all, places, Bytes: 1000, atOnce, TimeProvider.System), Arrival);

    private static string Gone(List<WaitingRoom.Place> places) =>
        string.Join(' ', places.Index().Where(place => place.Item.Turn.IsCompleted).Select(place => place.Index));

    private static EndpointRoute Route(int replicas) => new()
    {
        Key = new NamespacedName("team", "a"),
        Access = AccessType.Public,
        State = EndpointState.Initializing,
        Meter = Sample.Meter,
        Ready = [.. Enumerable.Range(0, replicas).Select(number => new Backend($"{number}", $"10.0.0.{number}:80"))],
    };
}
