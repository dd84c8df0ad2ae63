using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Settings;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Answers of the serverless API that are given again.</summary>
public sealed class ServerlessCacheTests
{
    private const string Question = """{"inputs":"Hello"}""";

    [Fact]
    public async Task The_same_payload_is_answered_the_same_whoever_asks_and_while_the_model_sleeps()
    {
        await using var setting = await Setting.StartAsync();
        Assert.Equal("1 image/png", await setting.AskAsync(GatewayUnderTest.Key));

        Assert.Equal("1 image/png cache", await setting.AskAsync("others"));
        setting.Set(state: "scaledToZero");
        Assert.Equal("1 image/png cache", await setting.AskAsync(GatewayUnderTest.Key));

        Assert.Equal("401", await setting.AskAsync("nobody"));
        Assert.Equal("2", await setting.Gateway.MetricAsync("inferenceendpoints_gateway_cached_responses_total"));
    }

    [Fact]
    public async Task What_differs_in_anything_that_the_model_sees_is_asked_anew()
    {
        await using var setting = await Setting.StartAsync();

        Assert.Equal("1 image/png", await setting.AskAsync());
        Assert.Equal("2 image/png", await setting.AskAsync(body: """{"inputs":"hello"}"""));
        Assert.Equal("3 image/png", await setting.AskAsync(path: "/models/gpt2?x"));
        Assert.Equal("4 image/png", await setting.AskAsync(accept: "image/jpeg"));
        Assert.Equal("1 image/png cache", await setting.AskAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("false")]
    [InlineData("False")]
    public async Task Who_does_not_want_the_cache_gets_a_new_answer(string useCache)
    {
        await using var setting = await Setting.StartAsync();

        Assert.Equal("1 image/png", await setting.AskAsync());
        Assert.Equal("2 image/png", await setting.AskAsync(useCache: useCache));
        Assert.Equal("1 image/png cache", await setting.AskAsync());
    }

    [Fact]
    public async Task A_changed_endpoint_answers_anew_and_nothing_is_kept_while_it_changes()
    {
        await using var setting = await Setting.StartAsync();
        Assert.Equal("1 image/png", await setting.AskAsync());

        setting.Set(generation: 2, observed: 1);
        Assert.Equal("2 image/png", await setting.AskAsync());
        setting.Set(generation: 2, observed: 2, state: "updating");
        Assert.Equal("3 image/png", await setting.AskAsync());
        setting.Set(generation: 2, observed: 2);
        Assert.Equal("4 image/png", await setting.AskAsync());
        Assert.Equal("4 image/png cache", await setting.AskAsync());
        setting.Set(generation: 2, observed: 2, uid: "made-again");
        Assert.Equal("5 image/png", await setting.AskAsync());
    }

    [Theory]
    [InlineData("an error")]
    [InlineData("events")]
    [InlineData("a secret")]
    [InlineData("a cookie")]
    [InlineData("too much")]
    public async Task An_answer_that_is_not_for_others_is_not_kept(string kind)
    {
        await using var setting = await Setting.StartAsync(answer: context =>
        {
            context.Response.StatusCode = kind == "an error" ? 422 : 200;
            context.Response.ContentType = kind == "events" ? "text/event-stream" : "image/png";
            context.Response.Headers.CacheControl = kind == "a secret" ? "no-store" : default;
            context.Response.Headers.SetCookie = kind == "a cookie" ? "a=b" : default;
            return kind == "too much" ? context.Response.WriteAsync(new string(' ', 200_000)) : Task.CompletedTask;
        });

        Assert.DoesNotContain("cache", await setting.AskAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("cache", await setting.AskAsync(), StringComparison.Ordinal);
        Assert.Equal(2, setting.Asked);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_not_kept()
    {
        await using var setting = await Setting.StartAsync(answer: async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("some");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        // What broke off before its head was read is answered 502.
        await Record.ExceptionAsync(() => setting.AskAsync());
        await Record.ExceptionAsync(() => setting.AskAsync());
        Assert.Equal(2, setting.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_too_large_to_be_kept_passes_as_ever(bool isChunked)
    {
        await using var setting = await Setting.StartAsync(options => options.MaxPeekedBytes = 1024, answer: async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var length = (await reader.ReadToEndAsync()).Length;
            await context.Response.WriteAsync($"{length} ");
        });
        var large = $$"""{"inputs":"{{new string('x', 300_000)}}"}""";

        Assert.Equal($"{large.Length} 1", await setting.AskAsync(body: large, isChunked: isChunked));
        Assert.Equal($"{large.Length} 2", await setting.AskAsync(body: large, isChunked: isChunked));
    }

    [Fact]
    public async Task The_endpoints_own_URL_has_no_cache_and_without_the_setting_neither_has_the_models()
    {
        await using var setting = await Setting.StartAsync();
        Assert.Equal("1 image/png", await setting.AskAsync(path: "/endpoints/team/gpt2/"));
        Assert.Equal("2 image/png", await setting.AskAsync(path: "/endpoints/team/gpt2/"));

        await using var without = await Setting.StartAsync(options => options.Cache.MaxBytes = 0);
        Assert.Equal("1 image/png", await without.AskAsync());
        Assert.Equal("2 image/png", await without.AskAsync());
    }

    /// <summary>A gateway with a cache and one endpoint, whose replica counts.</summary>
    private sealed class Setting : IAsyncDisposable
    {
        private Replica replica = null!; // set by StartAsync
        private int asked;

        public required GatewayUnderTest Gateway { get; init; }

        public int Asked => Volatile.Read(ref asked);

        public static async Task<Setting> StartAsync(Action<GatewayOptions>? configure = null, RequestDelegate? answer = null)
        {
            var setting = new Setting
            {
                Gateway = await GatewayUnderTest.StartAsync(options =>
                {
                    options.Cache.MaxBytes = 1_000_000;
                    configure?.Invoke(options);
                }),
            };
            setting.replica = await Replica.StartAsync(async context =>
            {
                var number = Interlocked.Increment(ref setting.asked);
                context.Response.ContentType = answer is null ? "image/png" : null;
                await (answer?.Invoke(context) ?? Task.CompletedTask);
                await context.Response.WriteAsync($"{number}");
            });
            setting.Gateway.Client.DefaultRequestHeaders.Host = "gateway.example.com";
            setting.Gateway.AddKey(GatewayUnderTest.Key);
            setting.Gateway.AddKey("others", ns: "others");
            setting.Set();
            return setting;
        }

        public void Set(string state = "running", long generation = 1, long observed = 1, string uid = "made") => Gateway.Set(
            new InferenceEndpoint
            {
                Metadata = new V1ObjectMeta { Name = "gpt2", NamespaceProperty = GatewayUnderTest.Team, Generation = generation, Uid = uid },
                Spec = new InferenceEndpointSpec { Type = EndpointTypes.Protected, Model = new ModelSpec { Repository = "openai/gpt2" } },
                Status = new InferenceEndpointStatus { State = state, ObservedGeneration = observed },
            },
            state == "scaledToZero" ? [] : [replica.Pod]);

        /// <returns>The answer's body, its type, and whether it is from the cache; or the status of another answer.</returns>
        public async Task<string> AskAsync(
            string key = GatewayUnderTest.Key, string path = "/models/openai/gpt2", string body = Question, string? accept = null, string? useCache = null, bool isChunked = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Headers.TransferEncodingChunked = isChunked;
            if (accept is not null)
            {
                request.Headers.Add("Accept", accept);
            }

            if (useCache is not null)
            {
                request.Headers.Add("x-use-cache", useCache);
            }

            using var response = await Gateway.Client.SendAsync(request, Gateway.Deadline);
            return response.StatusCode == HttpStatusCode.OK
                ? string.Join(
                    ' ',
                    new[] { await response.Content.ReadAsStringAsync(Gateway.Deadline), response.Content.Headers.ContentType?.ToString() }
                        .Concat(response.Headers.TryGetValues("x-compute-type", out var values) ? values : [])
                        .Where(part => part is not null))
                : $"{(int)response.StatusCode}";
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await replica.DisposeAsync();
        }
    }
}
