using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>What the operator hears of requests that wait for their status line.</summary>
public sealed class PendingTests
{
    [Fact]
    public async Task A_request_is_pending_while_it_is_held_and_while_it_has_no_status_line_and_no_longer_while_its_answer_streams()
    {
        var mayStart = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(async context =>
        {
            await mayStart.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("one ");
            await context.Response.Body.FlushAsync();
            await mayEnd.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("two");
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Scale-Up-Timeout", "60" } } };
        var answer = gateway.Client.SendAsync(request, gateway.Deadline);
        await ReportedAsync(gateway, pending: 1, held: 1, inFlight: 1);

        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        await ReportedAsync(gateway, pending: 1, held: 0, inFlight: 1);

        mayStart.SetResult();
        await ReportedAsync(gateway, pending: 0, held: 0, inFlight: 1);

        mayEnd.SetResult();
        Assert.Equal("one two", await (await answer).Content.ReadAsStringAsync(gateway.Deadline));
        await ReportedAsync(gateway, pending: 0, held: 0, inFlight: 0);
    }

    [Fact]
    public async Task A_request_whose_replica_breaks_off_is_not_pending_any_more()
    {
        await using var replica = ScriptedReplica.Start(connection => connection.ReadHeadAsync());
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var answer = await gateway.Client.PostAsync(new Uri("/", UriKind.Relative), content: null, gateway.Deadline);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        await ReportedAsync(gateway, pending: 0, held: 0, inFlight: 0);
    }

    [Fact]
    public async Task A_request_whose_caller_goes_away_is_not_pending_any_more()
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.ReadHeadAsync(); // until the gateway closes
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(gateway.Deadline);
        var answer = gateway.Client.GetAsync(new Uri("/", UriKind.Relative), patience.Token);
        await ReportedAsync(gateway, pending: 1, held: 0, inFlight: 1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ReportedAsync(gateway, pending: 0, held: 0, inFlight: 0);
    }

    private static Task ReportedAsync(GatewayUnderTest gateway, int pending, int held, int inFlight) => Eventually.EqualAsync(
        (pending, held, inFlight),
        async () =>
        {
            var endpoints = await gateway.ActivityAsync();
            return (Sum(endpoints, "pending"), Sum(endpoints, "held"), Sum(endpoints, "inFlight"));
        });

    private static int Sum(IEnumerable<JsonElement> endpoints, string property) => endpoints.Sum(endpoint => endpoint.GetProperty(property).GetInt32());
}
