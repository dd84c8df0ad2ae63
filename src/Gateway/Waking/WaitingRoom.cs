using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>
/// Where requests for one endpoint wait until a replica is ready. They leave in the order in which they came, and not all at once: a replica
/// that has just started gets a number of them, and one more for each that it has answered, so that those which start a moment later get
/// theirs. It lives as long as the endpoint, over all snapshots.
/// </summary>
internal sealed class WaitingRoom
{
    private readonly Lock gate = new();
    private readonly LinkedList<Place> waiting = [];
    private EndpointRoute? route;
    private int admitted;
    private int perReplica;
    private bool isAttended;

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

    /// <summary>A place at the end of the queue.</summary>
    /// <param name="all">The requests that the gateway holds for all endpoints.</param>
    /// <param name="limit">Places in this room.</param>
    /// <param name="atOnce">Requests that a replica gets of those which wait, before it has answered one.</param>
    /// <returns>Null: the room or the gateway is full.</returns>
    public Place? TryEnter(HeldRequests all, int limit, int atOnce)
    {
        lock (gate)
        {
            if (waiting.Count >= limit || !all.TryAdd())
            {
                return null;
            }

            perReplica = atOnce;
            var place = new Place(this, all);
            place.Node = waiting.AddLast(place);
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
            ReleaseWaiting();
        }
    }

    private void ReleaseWaiting()
    {
        var places = route is null || StateAnswers.Of(route) is { IsTemporary: false }
            ? int.MaxValue
            : (route.Ready.Length * perReplica) - admitted;
        while (places-- > 0 && waiting.First is { } first)
        {
            Leave(first.Value);
            admitted++;
            first.Value.Go();
        }
    }

    private void Leave(Place place)
    {
        waiting.Remove(place.Node!);
        place.Node = null;
        place.All.Remove();
    }

    private void Give(Place place)
    {
        lock (gate)
        {
            if (place.Node is not null)
            {
                Leave(place); // its caller went away, or has waited for long enough
                return;
            }

            admitted--;
            ReleaseWaiting();
        }
    }

    /// <summary>One request's place. Disposed when the request has ended, wherever it then is.</summary>
    internal sealed class Place(WaitingRoom room, HeldRequests all) : IDisposable
    {
        private readonly TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when it is this request's turn.</summary>
        public Task Turn => turn.Task;

        /// <summary>Null: it waits no more.</summary>
        internal LinkedListNode<Place>? Node { get; set; }

        internal HeldRequests All { get; } = all;

        public void Dispose() => room.Give(this);

        internal void Go() => turn.SetResult();
    }
}
