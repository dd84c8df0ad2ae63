using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Requests as spans, at a collector of OpenTelemetry's protocol.</summary>
public sealed class TracingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";

    [Fact]
    public async Task A_request_is_a_span_between_its_callers_and_its_replicas()
    {
        await using var collector = await Collector.StartAsync();
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync(context.Request.Headers.TraceParent.ToString()));
        await using var gateway = await StartAsync(collector.Url);
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/generate?token=secret") { Headers = { { "traceparent", $"00-{Trace}-{Parent}-01" } } };
        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);
        var seen = ActivityContext.Parse(await response.Content.ReadAsStringAsync(gateway.Deadline), traceState: null);

        Assert.Equal(Trace, seen.TraceId.ToHexString());
        Assert.NotEqual(Parent, seen.SpanId.ToHexString());
        await Eventually.TrueAsync(() => collector.Has(Convert.FromHexString(Trace)));
        Assert.True(collector.HasSpan(seen, Convert.FromHexString(Parent)), "its parent is the caller's, and it is the replica's");
        Assert.All(
            (string[])["GET team/gpt2", "/generate", "http.response.status_code", "inferenceendpoints.endpoint", "inference-endpoints-gateway"],
            text => Assert.True(collector.Has(Encoding.UTF8.GetBytes(text)), text));
        Assert.False(collector.Has("secret"u8));
        Assert.Equal(Trace, Assert.Single(gateway.AccessLog).GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task A_request_that_nobody_traces_begins_a_trace_and_one_that_is_not_sampled_is_not_exported()
    {
        await using var collector = await Collector.StartAsync();
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync(context.Request.Headers.TraceParent.ToString()));
        await using var gateway = await StartAsync(collector.Url);
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        using var unsampled = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { { "traceparent", $"00-{Trace}-{Parent}-00" } } };

        using var first = await gateway.Client.SendAsync(unsampled, gateway.Deadline);
        var second = ActivityContext.Parse(await gateway.Client.GetStringAsync(new Uri("/x", UriKind.Relative), gateway.Deadline), traceState: null);

        await Eventually.TrueAsync(() => collector.Has(Convert.FromHexString(second.TraceId.ToHexString())));
        Assert.Equal(ActivityTraceFlags.Recorded, second.TraceFlags);
        Assert.False(collector.HasSpan(second, parent: []), "it is the root of its trace");
        Assert.StartsWith($"00-{Trace}-", await first.Content.ReadAsStringAsync(gateway.Deadline), StringComparison.Ordinal);
        Assert.False(collector.Has(Convert.FromHexString(Trace)));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_no_requests_business()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await StartAsync(new Uri("http://127.0.0.1:1"));
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);

        using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<GatewayUnderTest> StartAsync(Uri collector) => GatewayUnderTest.StartAsync(variables: new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
    });

    /// <summary>Keeps what it is sent.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly MemoryStream received = new();
        private Replica server = null!; // set by StartAsync

        public Uri Url => new($"http://127.0.0.1:{server.Port}");

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            collector.server = await Replica.StartAsync(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                Assert.Equal("/v1/traces", context.Request.Path);
                lock (collector.received)
                {
                    body.WriteTo(collector.received);
                }
            });
            return collector;
        }

        public bool Has(ReadOnlySpan<byte> bytes)
        {
            lock (received)
            {
                return received.ToArray().AsSpan().IndexOf(bytes) >= 0;
            }
        }

        /// <summary>As OpenTelemetry's protocol writes a span: its trace is field 1, its id 2 and its parent 4.</summary>
        /// <param name="span">The span.</param>
        /// <param name="parent">What it lies beneath; empty: anything.</param>
        public bool HasSpan(ActivityContext span, ReadOnlySpan<byte> parent) => Has(
            [(1 << 3) | 2, 16, .. Convert.FromHexString(span.TraceId.ToHexString()), (2 << 3) | 2, 8, .. Convert.FromHexString(span.SpanId.ToHexString()), (4 << 3) | 2, 8, .. parent]);

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await received.DisposeAsync();
        }
    }
}
