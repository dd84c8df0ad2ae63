using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Requests share the few threads that wait for sockets: one that waits must not keep them.</summary>
public sealed class StallTests
{
    private const int OfEach = 32;

    [Fact]
    public async Task Callers_and_replicas_that_stall_hold_nobody_else_up()
    {
        var stalled = 0;
        await using var replica = await Replica.StartAsync(async context =>
        {
            switch (context.Request.Path)
            {
                case "/silent":
                    Interlocked.Increment(ref stalled);
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                    break;
                case "/endless":
                    Interlocked.Increment(ref stalled);
                    while (!context.RequestAborted.IsCancellationRequested)
                    {
                        await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                    }

                    break;
                case "/half":
                    Interlocked.Increment(ref stalled);
                    await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                    break;
                default:
                    await context.Response.WriteAsync("fine");
                    break;
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        var callers = new List<RawHttp>();
        try
        {
            for (var i = 0; i < OfEach; i++)
            {
                foreach (var path in (string[])["silent", "endless", "half"])
                {
                    var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
                    callers.Add(caller);
                    await caller.SendAsync($"POST /{path} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nContent-Length: 1000\r\n\r\nhalf of it", gateway.Deadline);
                }
            }

            await Eventually.EqualAsync(callers.Count, () => stalled);

            Assert.Equal("fine", await gateway.Client.GetStringAsync(new Uri("/x", UriKind.Relative), gateway.Deadline));
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }
    }
}
