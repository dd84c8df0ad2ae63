using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Benchmarks.Autoscaling;

/// <summary>A request: when it was sent, how long until its answer began, and the answer's status; 0: there was none.</summary>
internal sealed record Call(TimeSpan Sent, TimeSpan Waited, int Status);

/// <summary>Callers who come as a shape says, however long the others wait.</summary>
internal sealed class Callers(HttpClient client, Uri target)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<Call> calls = [];

    public async Task<IReadOnlyList<Call>> RunAsync(Shape shape, CancellationToken cancellationToken)
    {
        var under = new List<Task>();
        var (start, due, last) = (Stopwatch.GetTimestamp(), 0.0, TimeSpan.Zero);
        using var timer = new PeriodicTimer(Tick);
        while (last < Shape.Minute * shape.Minutes)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var now = Stopwatch.GetElapsedTime(start);
            for (due += shape.RateAt(last) * (now - last).TotalSeconds; due >= 1; due--)
            {
                under.Add(CallAsync(now, cancellationToken));
            }

            last = now;
        }

        await Task.WhenAll(under);
        return [.. calls.OrderBy(call => call.Sent)];
    }

    private async Task CallAsync(TimeSpan sent, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent("""{"inputs":"What is Deep Learning?","parameters":{"max_new_tokens":1}}"""u8.ToArray())
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
            Headers = { { "X-Scale-Up-Timeout", "120" } },
        };
        var status = 0;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            // No answer: the plot tells.
        }

        calls.Add(new Call(sent, Stopwatch.GetElapsedTime(start), status));
    }
}
