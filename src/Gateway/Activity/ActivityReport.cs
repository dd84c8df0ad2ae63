using System.Globalization;
using System.Text.Json;

using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Activity;

/// <summary>
/// <c>GET /activity</c>: what this gateway knows of each endpoint's use, for the operator, which puts idle endpoints to sleep and tells the
/// autoscaler of pending requests. <c>{"gateway": id of the process, "since": time, "endpoints": [{"namespace", "name", "lastRequest": time,
/// "inFlight", "pending", "held", "requests", "firstWait": {"from": time, "to": time}}]}</c>. The last is absent when no request had to wait for the replicas of now.
/// An endpoint that is not in it has had no request since <c>since</c>.
/// </summary>
internal sealed class ActivityReport(RoutingTable table, TimeProvider clock)
{
    private readonly string gateway = Guid.NewGuid().ToString();
    private readonly DateTimeOffset since = clock.GetUtcNow();

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("gateway", gateway);
            json.WriteString("since", Text(since));
            json.WriteStartArray("endpoints");
            var now = clock.GetUtcNow();
            foreach (var route in table.Current.All)
            {
                if (route.Activity.LastRequest is { } last)
                {
                    Write(json, route, last, now);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, EndpointRoute route, DateTimeOffset last, DateTimeOffset now)
    {
        var requests = route.Activity.Requests; // first: one that came and was counted must not look as if it had ended
        var inFlight = route.Activity.InFlight;
        json.WriteStartObject();
        json.WriteString("namespace", route.Key.Namespace);
        json.WriteString("name", route.Key.Name);
        json.WriteString("lastRequest", Text(inFlight > 0 ? now : last)); // a stream that began an hour ago is use of now
        json.WriteNumber("inFlight", inFlight);
        json.WriteNumber("pending", route.Activity.Pending);
        json.WriteNumber("held", route.Room.Held);
        json.WriteNumber("requests", requests);
        if (route.Activity.FirstWait is { } wait)
        {
            json.WriteStartObject("firstWait");
            json.WriteString("from", Text(wait.From));
            json.WriteString("to", Text(wait.To));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
