using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Waking;
using InferenceEndpoints.Informers;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Gateway.UnitTests;

/// <summary>Waiting for replicas that have a limit.</summary>
public sealed class SeatTests
{
    private static readonly Arrival Arrival = new() { Tried = [], Limit = TimeSpan.FromHours(1) };

    private readonly WaitingRoom room = new();
    private readonly HeldRequests all = new(limit: 10, byteLimit: 1000);
    private readonly Backend first = new("a", "10.0.0.1:80");
    private readonly Backend second = new("b", "10.0.0.2:80");

    [Fact]
    public void As_long_as_a_replica_has_room_nobody_waits_or_counts_as_held()
    {
        Open(limit: 2, first, second);

        var seats = Enumerable.Range(0, 4).Select(_ => Enter(places: 0)!.TakeSeat()!.PodUid).ToList();

        Assert.Equal(["a", "a", "b", "b"], seats.Order(StringComparer.Ordinal));
        Assert.Null(Enter(places: 0));
        Assert.Equal((0, 0), (room.Held, all.Count));
    }

    [Fact]
    public void Who_came_first_gets_the_seat_that_is_free_first_and_a_new_replicas_at_once()
    {
        Open(limit: 1, first, second);
        var places = Enumerable.Range(0, 5).Select(_ => Enter()!).ToList();
        var (one, two) = (places[0].TakeSeat()!, places[1].TakeSeat()!);
        Assert.Equal("0 1", Gone(places));

        End(two);
        Assert.Equal("0 1 2", Gone(places));
        Assert.Same(two, places[2].TakeSeat());

        var third = new Backend("c", "10.0.0.3:80");
        Open(limit: 1, one, two, third);
        Assert.Equal("0 1 2 3", Gone(places));
        Assert.Same(third, places[3].TakeSeat());
        Assert.Equal((1, 1), (room.Held, all.Count));
    }

    [Fact]
    public void Newcomers_stay_behind_those_who_wait()
    {
        Open(limit: 1);
        var places = Enumerable.Range(0, 3).Select(_ => Enter()!).ToList();
        Open(limit: 1, first);

        places.Add(Enter()!);
        Assert.Equal("0", Gone(places));

        for (var i = 0; i < 3; i++)
        {
            End(places[i].TakeSeat()!);
            Assert.Equal(i + 2, places.Count(place => place.Turn.IsCompleted));
            Assert.True(places[i + 1].Turn.IsCompleted);
        }
    }

    [Fact]
    public void Who_leaves_gives_back_his_place_or_the_seat_that_he_did_not_use()
    {
        Open(limit: 1, first);
        var places = Enumerable.Range(0, 3).Select(_ => Enter()!).ToList();

        places[1].Dispose();
        Assert.Equal("0", Gone(places));
        places[0].Dispose();

        Assert.Equal("0 2", Gone(places));
        Assert.Equal((1, 0, 0), (first.Pending, room.Held, all.Count));
    }

    [Fact]
    public void A_request_that_a_replica_failed_is_before_all_who_came_later_and_waits_for_another_replica()
    {
        Open(limit: 1, first, second);
        var places = Enumerable.Range(0, 4).Select(_ => Enter()!).ToList();
        var (failing, busy) = (places[0].TakeSeat()!, places[1].TakeSeat()!);

        var again = room.TryEnter(Rules(places: 10), Arrival with { Tried = [failing, null], Earlier = places[0] })!;
        places[0].Dispose();
        End(failing);
        Assert.False(again.Turn.IsCompleted);
        Assert.True(places[2].Turn.IsCompleted); // for whom it is one like the other

        End(busy);
        Assert.Same(busy, again.TakeSeat());
        Assert.False(places[3].Turn.IsCompleted);
    }

    [Fact]
    public void A_replica_that_is_left_out_gets_nobody_while_another_is_busy()
    {
        Open(limit: 1, first, second);
        while (!first.Ejection.Fail(TimeProvider.System))
        {
        }

        var places = Enumerable.Range(0, 2).Select(_ => Enter()!).ToList();

        Assert.Same(second, places[0].TakeSeat());
        Assert.False(places[1].Turn.IsCompleted);
    }

    [Fact]
    public void A_limit_that_goes_lets_everybody_go()
    {
        Open(limit: 1, first);
        var places = Enumerable.Range(0, 3).Select(_ => Enter()!).ToList();

        Open(limit: null, first);

        Assert.Equal("0 1 2", Gone(places));
        Assert.Null(places[1].TakeSeat());
    }

    [Fact]
    public async Task However_requests_come_end_and_leave_no_replica_ever_has_more_than_its_limit_and_all_get_through()
    {
        Open(limit: 2, first, second);
        var (most, served) = (0, 0);

        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (caller, cancellationToken) =>
        {
            for (var i = 0; i < 1000; i++)
            {
                using var place = Enter(places: 10)!;
                if ((i + caller) % 7 == 0)
                {
                    continue; // goes away at once
                }

                await place.Turn.WaitAsync(cancellationToken);
                var seat = place.TakeSeat()!;
                Interlocked.Add(ref served, 1);
                InterlockedMax(ref most, seat.Pending);
                End(seat);
            }
        });

        Assert.InRange(most, 1, 2);
        Assert.Equal((0, 0, 0, 0), (first.Pending, second.Pending, room.Held, all.Count));
        Assert.InRange(served, 6000, 8000);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var known = Volatile.Read(ref most);
        while (value > known && Interlocked.CompareExchange(ref most, value, known) is var seen && seen != known)
        {
            known = seen;
        }
    }

    private static string Gone(List<WaitingRoom.Place> places) =>
        string.Join(' ', places.Index().Where(place => place.Item.Turn.IsCompleted).Select(place => place.Index));

    private RoomRules Rules(int places) => new(all, places, Bytes: 1000, AtOnce: 100, TimeProvider.System);

    private WaitingRoom.Place? Enter(int places = 10) => room.TryEnter(Rules(places), Arrival);

    private void End(Backend seat)
    {
        seat.End();
        room.Freed();
    }

    private void Open(int? limit, params Backend[] ready) => room.Release(new EndpointRoute
    {
        Key = new NamespacedName("team", "a"),
        Access = AccessType.Public,
        State = EndpointState.Initializing,
        Meter = Sample.Meter,
        MaxPerReplica = limit,
        Ready = [.. ready],
    });
}
