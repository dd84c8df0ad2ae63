using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using EndToEndTests.Harness;

namespace EndToEndTests.Cycles;

/// <summary>Calls an endpoint in all the ways that people do, and says which answers were not right.</summary>
internal sealed class RandomCaller(PlayedCluster product, HttpClient http, string endpoint, Random random, ConcurrentQueue<string> wrong)
{
    private const int LongestAnswer = 2500; // ms
    private const int MostParts = 5;
    private const int LargestQuestion = 20_000;
    private const string HoldSeconds = "100";
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(500);
    private int asked;

    /// <summary>Some requests at once.</summary>
    public Task BurstAsync() => Task.WhenAll(Enumerable.Range(0, random.Next(1, 5)).Select(_ => AskAsync(Next())).ToList());

    private Call Next()
    {
        var question = $"{endpoint} asks {++asked}: {new string('?', random.Next(2) * random.Next(LargestQuestion))}";
        return random.Next(10) switch
        {
            < 3 => new Call(question, IsHeld: false, random.Next(50), Parts: 1),
            < 6 => new Call(question, IsHeld: true, random.Next(50), Parts: 1),
            < 9 => new Call(question, IsHeld: true, random.Next(LongestAnswer), random.Next(1, MostParts + 1)),
            _ => new Call(question, IsHeld: true, random.Next(LongestAnswer), MostParts, random.NextDouble() * LongestPatience),
        };
    }

    private async Task AskAsync(Call call)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(product.Deadline);
        if (call.Patience is { } limit)
        {
            patience.CancelAfter(limit);
        }

        try
        {
            using var answer = await SendAsync(call, patience.Token);
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            if (!(answer.StatusCode == HttpStatusCode.OK ? text == Right(call) : IsCleanRefusal(answer, text)))
            {
                wrong.Enqueue($"{endpoint}: {call} was answered {(int)answer.StatusCode} {answer.Headers.RetryAfter} {text}");
            }
        }
        catch (OperationCanceledException) when (call.Patience is not null && !product.Deadline.IsCancellationRequested)
        {
            // It did not want to wait any longer.
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            wrong.Enqueue($"{endpoint}: {call} failed: {exception}");
        }
    }

    /// <summary>As a Service does it: to one of the gateways that are ready.</summary>
    private Task<HttpResponseMessage> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var ready = product.Gateways;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ready[random.Next(ready.Length)].Public, $"/endpoints/{PlayedCluster.Team}/{endpoint}/ask"))
        {
            Content = new StringContent(call.Question),
        };
        request.Headers.Add(PlayedPod.Duration, call.Milliseconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(PlayedPod.Parts, call.Parts.ToString(CultureInfo.InvariantCulture));
        if (call.IsHeld)
        {
            request.Headers.Add("X-Scale-Up-Timeout", HoldSeconds);
        }

        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private string Right(Call call) =>
        string.Concat(Enumerable.Range(1, call.Parts).Select(part => $"{endpoint} {part}/{call.Parts}: {JsonSerializer.Serialize(call.Question)}\n"));

    private static bool IsCleanRefusal(HttpResponseMessage answer, string text) =>
        answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null } && text.StartsWith("""{"error":"503 Service Unavailable""", StringComparison.Ordinal);

    /// <param name="Question">Like no other.</param>
    /// <param name="IsHeld">It waits for a replica.</param>
    /// <param name="Milliseconds">That the answer takes.</param>
    /// <param name="Parts">That the answer has.</param>
    /// <param name="Patience">When the caller goes away; null: it waits for the end.</param>
    private sealed record Call(string Question, bool IsHeld, int Milliseconds, int Parts, TimeSpan? Patience = null)
    {
        public override string ToString() => $"{Question.TrimEnd('?')} ({Question.Length} characters, held: {IsHeld}, {Milliseconds} ms, {Parts} parts)";
    }
}
