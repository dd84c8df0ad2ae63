using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway;

/// <summary>A request on its way, and what is to be counted of it.</summary>
internal sealed class Exchange(HttpContext context, RouteMatch match, TimeProvider clock)
{
    /// <summary>nginx's code for a caller who went away. Never sent; apart from errors in the metrics.</summary>
    public const int CallerGone = 499;

    private readonly long started = clock.GetTimestamp();

    public HttpContext Context { get; } = context;

    public EndpointRoute Route { get; } = match.Route;

    public string Target { get; } = match.Target;

    /// <summary>The outcome for the metrics: what the caller got, or <see cref="CallerGone"/>.</summary>
    public int Status { get; set; }

    public TimeSpan Elapsed => clock.GetElapsedTime(started);

    public Task AnswerAsync(Answer answer)
    {
        Status = answer.Status;
        return answer.WriteAsync(Context);
    }

    /// <summary>Nothing can be repaired: the caller must see that its answer is not complete.</summary>
    public void BreakOff(int status)
    {
        Status = status;
        Context.Abort();
    }
}
