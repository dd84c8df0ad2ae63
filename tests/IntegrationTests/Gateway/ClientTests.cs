using System.Globalization;
using Cluster;
using InferenceEndpoints.Entities;
using IntegrationTests.Servers;
using k8s.Models;

namespace IntegrationTests.Gateway;

/// <summary>What people call models with, as it is: through a gateway on real sockets, at model servers that are processes of their own.</summary>
public sealed class ClientTests(ClientTests.Setting setting) : IClassFixture<ClientTests.Setting>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public Task OpenAIs_library_chats_in_one_piece_and_token_by_token() => RunAsync("node", Script("openai.mjs"));

    [Theory]
    [InlineData("/endpoints/team/{0}")]
    [InlineData("/models/team/{0}")]
    public async Task Hugging_Faces_libraries_chat_generate_transcribe_and_draw(string path)
    {
        var where = new Dictionary<string, string>();
        foreach (var name in new[] { "chat", "speech", "image" })
        {
            where[name.ToUpperInvariant()] = new Uri(setting.Gateway.Public, string.Format(CultureInfo.InvariantCulture, path, name)).ToString();
        }

        await Task.WhenAll(RunAsync("node", [Script("huggingface.mjs")], where), RunAsync(Script("python.sh"), [Script("huggingface.py")], where));
    }

    [Fact]
    public async Task Curl_uploads_a_file_and_streams()
    {
        var text = await RunAsync(
            "curl", "-sSf", "-H", $"Authorization: Bearer {GatewayUnderTest.Key}", "--data-binary", $"@{Script("package-lock.json")}", "-H", "Content-Type: audio/wav", Url("speech"));
        Assert.Contains($"{new FileInfo(Script("package-lock.json")).Length}", text, StringComparison.Ordinal);

        var events = await RunAsync(
            "curl", "-sSfN", "-H", $"Authorization: Bearer {GatewayUnderTest.Key}", "--json", """{"inputs":"the cat sat on the mat","parameters":{"max_new_tokens":5},"stream":true}""", Url("chat"));
        Assert.Equal(5, events.Split('\n').Count(line => line.StartsWith("data:", StringComparison.Ordinal)));
    }

    /// <summary>Both say what went wrong: whatever was not answered, or answered with another status than 2xx or 3xx.</summary>
    [Fact]
    public async Task Load_generators_see_no_error()
    {
        var http2 = await RunAsync("h2load", "-n", "500", "-c", "4", "-m", "10", "-H", $"Authorization: Bearer {GatewayUnderTest.Key}", $"{Url("chat")}/info");
        Assert.Contains("500 succeeded, 0 failed, 0 errored, 0 timeout", http2, StringComparison.Ordinal);

        var http1 = await RunAsync("wrk", "-t", "1", "-c", "8", "-d", "1s", "-H", $"Authorization: Bearer {GatewayUnderTest.Key}", $"{Url("chat")}/info");
        Assert.Contains("requests in", http1, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", http1, StringComparison.Ordinal);
        Assert.DoesNotContain("Socket errors", http1, StringComparison.Ordinal);
    }

    private string Url(string name) => new Uri(setting.Gateway.Public, $"/endpoints/team/{name}").ToString();

    private Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, new Dictionary<string, string>());

    private async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> where)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        var environment = new Dictionary<string, string>(where)
        {
            ["OPENAI_BASE_URL"] = new Uri(setting.Gateway.Public, "/v1").ToString(),
            ["OPENAI_API_KEY"] = GatewayUnderTest.Key,
            ["HF_TOKEN"] = GatewayUnderTest.Key,
        };
        return await Shell.RunAsync(program, arguments, input: null, environment, deadline.Token);
    }

    private static string Script(string name) => Repository.File($"tests/Clients/{name}");

    /// <summary>A gateway with a model for each kind of call.</summary>
    public sealed class Setting : IAsyncLifetime
    {
        private readonly ModelDirectory model = ModelDirectory.Downloaded();
        private readonly List<ServerProcess> servers = [];

        internal GatewayUnderTest Gateway { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

        public async Task InitializeAsync()
        {
            Gateway = await GatewayUnderTest.StartAsync();
            Gateway.AddKey(GatewayUnderTest.Key);
            await Task.WhenAll(
                AddAsync("chat", "text-generation", ("MODEL_ID", model.Path)),
                AddAsync("speech", "automatic-speech-recognition", ("HF_MODEL_DIR", model.Path), ("HF_TASK", "automatic-speech-recognition")),
                AddAsync("image", "text-to-image", ("HF_MODEL_DIR", model.Path), ("HF_TASK", "text-to-image")));
        }

        public async Task DisposeAsync()
        {
            await Gateway.DisposeAsync();
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }

            model.Dispose();
        }

        private async Task AddAsync(string name, string task, params (string Name, string Value)[] environment)
        {
            var server = await ServerProcess.StartAsync("model-server", environment);
            lock (servers)
            {
                servers.Add(server);
            }

            var endpoint = new InferenceEndpoint
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = GatewayUnderTest.Team },
                Spec = new InferenceEndpointSpec
                {
                    Type = EndpointTypes.Protected,
                    Model = new ModelSpec
                    {
                        Repository = name == "chat" ? "openai-community/gpt2" : $"openai-community/{name}",
                        Task = task,
                        Image = name == "chat" ? new ImageSpec { Tgi = new TgiImage() } : new ImageSpec { Huggingface = new HuggingFaceImage() },
                    },
                },
                Status = new InferenceEndpointStatus { State = "running" },
            };
            Gateway.Set(endpoint, Replica.PodAt(server.Client.BaseAddress!.Port));
        }
    }
}
