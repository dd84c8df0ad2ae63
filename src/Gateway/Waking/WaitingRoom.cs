using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>
/// Where requests for one endpoint wait until there is a replica for them. They leave in the order in which they came. Where replicas have a
/// limit, each leaves with a seat: a replica that counts it already. Where they have none, those who waited do not leave all at once: a
/// replica that has just started gets a number of them, and one more for each that it has answered, so that those which start a moment later
/// get theirs. The room lives as long as the endpoint, over all snapshots.
/// </summary>
internal sealed class WaitingRoom
{
    private readonly Lock gate = new();
    private readonly LinkedList<Place> waiting = []; // the first who came first
    private EndpointRoute? route;
    private RoomRules? rules;
    private long arrivals;
    private int admitted;
    private long bytes;
    private long firstEnd = long.MaxValue;
    private bool isAttended;
    private bool isClosed;
    private volatile bool hasSeats;

    /// <summary>Requests that wait.</summary>
    public int Held
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>True for the one who is to look after those who wait.</summary>
    public bool TryAttend()
    {
        lock (gate)
        {
            return !isAttended && (isAttended = true);
        }
    }

    /// <summary>Whether somebody still waits. When not, the next one who comes has to be attended anew.</summary>
    public bool IsAttended()
    {
        lock (gate)
        {
            return isAttended = waiting.Count > 0;
        }
    }

    /// <summary>A seat, when nobody waits and one is free; else a place in the queue.</summary>
    /// <param name="with">The same for all.</param>
    /// <param name="arrival">Who comes.</param>
    /// <returns>Null: the room or the gateway is full.</returns>
    public Place? TryEnter(RoomRules with, in Arrival arrival)
    {
        lock (gate)
        {
            rules = with;
            var place = new Place(this, arrival.Earlier?.Number ?? ++arrivals, arrival, with.EndOf(arrival.Limit));
            if (waiting.Count == 0 && hasSeats && TrySeat_NeedsLock(place))
            {
                return place;
            }

            if (waiting.Count >= with.Places || bytes + place.Bytes > with.Bytes || !with.All.TryAdd(place.Bytes))
            {
                return null;
            }

            Queue_NeedsLock(place);
            Release_NeedsLock();
            return place;
        }
    }

    /// <summary>Lets go whom the endpoint, as it is now, has a replica for; or everybody when waiting has become pointless.</summary>
    /// <param name="current">Null: the endpoint is gone.</param>
    public void Release(EndpointRoute? current)
    {
        lock (gate)
        {
            route = current;
            hasSeats = current?.MaxPerReplica is not null;
            isClosed = current is null || StateAnswers.Of(current) is { IsTemporary: false };
            Release_NeedsLock();
        }
    }

    /// <summary>Sends away who has waited for long enough.</summary>
    /// <param name="now">By the clock's timestamp.</param>
    public void SendAway(long now)
    {
        lock (gate)
        {
            if (now < firstEnd)
            {
                return;
            }

            firstEnd = long.MaxValue;
            for (var node = waiting.First; node is not null;)
            {
                var (place, next) = (node.Value, node.Next);
                if (place.End <= now)
                {
                    SendAway_NeedsLock(place);
                }
                else
                {
                    firstEnd = Math.Min(firstEnd, place.End);
                }

                node = next;
            }
        }
    }

    /// <summary>A replica has one request less.</summary>
    public void Freed()
    {
        if (hasSeats)
        {
            lock (gate)
            {
                Release_NeedsLock();
            }
        }
    }

    private void Release_NeedsLock()
    {
        if (isClosed)
        {
            ReleaseFirst_NeedsLock(waiting.Count);
        }
        else if (hasSeats)
        {
            SeatThoseWhoWait_NeedsLock();
        }
        else if (route is not null && rules is not null)
        {
            ReleaseFirst_NeedsLock((route.Ready.Length * rules.AtOnce) - admitted);
        }
    }

    private void ReleaseFirst_NeedsLock(int count)
    {
        while (count-- > 0 && waiting.First is { } first)
        {
            Leave_NeedsLock(first.Value);
            first.Value.IsAdmitted = true;
            admitted++;
            first.Value.Go(isCalled: true);
        }
    }

    private void SeatThoseWhoWait_NeedsLock()
    {
        for (var node = waiting.First; node is not null;)
        {
            var (place, next) = (node.Value, node.Next);
            if (TrySeat_NeedsLock(place))
            {
                Leave_NeedsLock(place);
            }
            else if (place.Tried.Length == 0)
            {
                return; // where there is no seat for one who takes any, there is none for those behind
            }

            node = next;
        }
    }

    private bool TrySeat_NeedsLock(Place place)
    {
        if (route?.TakeBackend(place.Tried, place.Prompt, rules!.Clock) is not { } seat)
        {
            return false;
        }

        place.Go(isCalled: true, seat);
        return true;
    }

    private void Queue_NeedsLock(Place place)
    {
        bytes += place.Bytes;
        firstEnd = Math.Min(firstEnd, place.End);
        var before = waiting.Last;
        while (before?.Value.Number > place.Number)
        {
            before = before.Previous;
        }

        place.Node = before is null ? waiting.AddFirst(place) : waiting.AddAfter(before, place);
    }

    private void Leave_NeedsLock(Place place)
    {
        waiting.Remove(place.Node!);
        place.Node = null;
        bytes -= place.Bytes;
        rules!.All.Remove(place.Bytes);
    }

    private void SendAway_NeedsLock(Place place)
    {
        if (place.Node is not null)
        {
            Leave_NeedsLock(place);
            place.Go(isCalled: false);
        }
    }

    private void SendAway(Place place)
    {
        lock (gate)
        {
            SendAway_NeedsLock(place);
        }
    }

    private void Give(Place place)
    {
        lock (gate)
        {
            if (place.Node is not null)
            {
                Leave_NeedsLock(place);
            }
            else if (place.IsAdmitted)
            {
                admitted--;
            }

            place.TakeSeat()?.End();
            Release_NeedsLock();
        }
    }

    /// <summary>One request's place. Disposed when the request has ended, wherever it then is.</summary>
    internal sealed class Place(WaitingRoom room, long number, in Arrival arrival, long end) : IDisposable
    {
        private readonly TaskCompletionSource<bool> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Backend? seat;

        /// <summary>Ends when the wait does: true when it is this request's turn, false when it was sent away.</summary>
        public Task<bool> Turn => turn.Task;

        internal long Number { get; } = number;

        internal Backend?[] Tried { get; } = arrival.Tried;

        internal ulong? Prompt { get; } = arrival.Prompt;

        internal long Bytes { get; } = arrival.Bytes;

        /// <summary>When it has waited for long enough, by the clock's timestamp.</summary>
        internal long End { get; } = end;

        /// <summary>Null: it waits no more.</summary>
        internal LinkedListNode<Place>? Node { get; set; }

        /// <summary>It left the queue without a seat.</summary>
        internal bool IsAdmitted { get; set; }

        /// <summary>The replica that counts this request; who takes it ends it. Null: there is none, or it has been taken.</summary>
        public Backend? TakeSeat() => Interlocked.Exchange(ref seat, null);

        /// <summary>It waits no more. Does nothing when its turn has come.</summary>
        public void SendAway() => room.SendAway(this);

        public void Dispose() => room.Give(this);

        internal void Go(bool isCalled, Backend? to = null)
        {
            Volatile.Write(ref seat, to);
            turn.SetResult(isCalled);
        }
    }
}
