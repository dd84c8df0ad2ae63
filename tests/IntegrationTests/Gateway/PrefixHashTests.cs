using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>An endpoint that wants requests whose prompts begin alike at the same replica.</summary>
public sealed class PrefixHashTests
{
    private const int Conversations = 24;
    private static readonly Uri Chat = new("/v1/chat/completions", UriKind.Relative);

    [Fact]
    public async Task All_turns_of_a_conversation_go_to_one_replica_and_arrive_as_they_were_sent()
    {
        await using var first = await StartAsync("first");
        await using var second = await StartAsync("second");
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint(), first.Pod, second.Pod);
        var replicas = new HashSet<string>();
        for (var number = 0; number < Conversations; number++)
        {
            var messages = new List<object> { new { role = "system", content = "Be kind" }, new { role = "user", content = $"Question {number}" } };
            string? home = null;
            for (var turn = 0; turn < 3; turn++)
            {
                var body = JsonSerializer.Serialize(new { model = "m", messages });
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await gateway.Client.PostAsync(Chat, content, gateway.Deadline);
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(gateway.Deadline);
                Assert.Equal(body, answer.GetProperty("body").GetString());
                home ??= answer.GetProperty("replica").GetString()!;
                Assert.Equal(home, answer.GetProperty("replica").GetString());
                messages.Add(new { role = "assistant", content = $"Answer {turn}" });
                messages.Add(new { role = "user", content = $"And {turn}?" });
            }

            replicas.Add(home!);
        }

        Assert.Equal(2, replicas.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_comes_slowly_is_looked_at_and_arrives_whole(bool isChunked)
    {
        await using var replica = await StartAsync("only");
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint(), replica.Pod);
        var body = JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = new string('x', 200_000) } } });
        using var content = new StreamContent(new SlowStream(Encoding.UTF8.GetBytes(body)));
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentLength = isChunked ? null : body.Length;

        using var response = await gateway.Client.PostAsync(Chat, content, gateway.Deadline);

        Assert.Equal(body, (await response.Content.ReadFromJsonAsync<JsonElement>(gateway.Deadline)).GetProperty("body").GetString());
    }

    private static InferenceEndpoint Endpoint()
    {
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Balancing = new BalancingSpec { Strategy = BalancingStrategies.PrefixHash };
        return endpoint;
    }

    private static Task<Replica> StartAsync(string name) => Replica.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsJsonAsync(new { replica = name, body = await reader.ReadToEndAsync(context.RequestAborted) });
    });

    /// <summary>Gives little at a time.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 3000)], cancellationToken);

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[3000];
            int count;
            while ((count = await ReadAsync(buffer, cancellationToken)) > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await destination.FlushAsync(cancellationToken);
                await Task.Yield();
            }
        }
    }
}
