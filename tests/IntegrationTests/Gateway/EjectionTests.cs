using System.Net;
using InferenceEndpoints.Gateway.Balancing;

namespace IntegrationTests.Gateway;

/// <summary>A replica that fails one request after another.</summary>
public sealed class EjectionTests
{
    private static readonly Uri Path = new("/generate", UriKind.Relative);

    [Fact]
    public async Task It_is_left_out_until_its_time_is_over_and_it_answers_again()
    {
        var isRepaired = false;
        var clock = new ManualClock();
        await using var failing = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            if (Volatile.Read(ref isRepaired))
            {
                await connection.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        await using var working = ScriptedReplica.Start(connection => connection.AnswerAllAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await GatewayUnderTest.StartAsync(clock: clock);
        gateway.Set(GatewayUnderTest.Endpoint(), failing.Pod, working.Pod);

        Assert.Equal(Ejection.Threshold, (await AskAsync(gateway, times: 20)).Count(status => status == HttpStatusCode.BadGateway));
        Assert.Equal(Ejection.Threshold, failing.Connections);
        Assert.Equal("1", await EjectionsAsync(gateway));

        clock.Advance(Ejection.Shortest);
        Assert.Single(await AskAsync(gateway, times: 20), HttpStatusCode.BadGateway);

        // The model server's own 500 is an answer.
        Volatile.Write(ref isRepaired, true);
        clock.Advance(Ejection.Shortest * 2);
        Assert.Equal(10, (await AskAsync(gateway, times: 20)).Count(status => status == HttpStatusCode.InternalServerError));
        Assert.Equal("1", await EjectionsAsync(gateway));
    }

    [Fact]
    public async Task One_that_takes_requests_and_never_answers_is_left_out_when_their_time_was_up()
    {
        await using var hung = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.ReadHeadAsync(); // until the gateway closes
        });
        await using var working = ScriptedReplica.Start(connection => connection.AnswerAllAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ActivityTimeout = TimeSpan.FromSeconds(1), hung.Pod, working.Pod);

        while (hung.Connections < Ejection.Threshold)
        {
            await AskAsync(gateway, times: 1);
        }

        await Eventually.EqualAsync("1", () => EjectionsAsync(gateway));
        Assert.All(await AskAsync(gateway, times: 4), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(Ejection.Threshold, hung.Connections);
    }

    private static Task<string> EjectionsAsync(GatewayUnderTest gateway) => gateway.MetricAsync(
        $"inferenceendpoints_gateway_ejections_total{{endpoint_namespace=\"{GatewayUnderTest.Team}\",endpoint_name=\"gpt2\"}}");

    private static async Task<List<HttpStatusCode>> AskAsync(GatewayUnderTest gateway, int times)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var response = await gateway.Client.PostAsync(Path, content: null, gateway.Deadline);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }
}
