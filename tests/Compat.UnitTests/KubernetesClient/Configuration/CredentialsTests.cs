using System.Net;
using System.Security.Authentication;
using Compat.UnitTests.KubernetesClient.Http;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Compat.UnitTests.KubernetesClient.Configuration;

public sealed class CredentialsTests(TestCertificates certificates) : IClassFixture<TestCertificates>, IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ManualClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_token_is_sent_and_a_401_to_it_is_final()
    {
        await using var server = await AcceptingAsync("good");
        using var good = Client(server, new KubernetesClientConfiguration { AccessToken = "good" });
        await good.Version.GetCodeAsync();
        using var bad = Client(server, new KubernetesClientConfiguration { AccessToken = "bad" });
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => bad.Version.GetCodeAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Response.StatusCode);
        Assert.Equal(["Bearer good", "Bearer bad"], Sent(server));
    }

    [Fact]
    public async Task A_token_file_is_read_again_after_a_minute()
    {
        await using var server = await AcceptingAsync("one", "two");
        var file = folder.Write("token", "one\n");
        using var client = Client(server, new KubernetesClientConfiguration { AccessTokenFile = file });
        await client.Version.GetCodeAsync();
        folder.Write("token", "two\n");
        await client.Version.GetCodeAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await client.Version.GetCodeAsync();
        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Sent(server));
    }

    [Fact]
    public async Task A_token_file_is_read_again_after_a_401()
    {
        await using var server = await AcceptingAsync("one");
        var file = folder.Write("token", "one");
        using var client = Client(server, new KubernetesClientConfiguration { AccessTokenFile = file });
        await client.Version.GetCodeAsync();
        server.Accept("two");
        folder.Write("token", "two");
        await client.Version.GetCodeAsync();
        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Sent(server));
    }

    [Fact]
    public async Task A_second_401_is_final()
    {
        await using var server = await AcceptingAsync();
        using var client = Client(server, new KubernetesClientConfiguration { AccessTokenFile = folder.Write("token", "bad") });
        await Assert.ThrowsAsync<HttpOperationException>(() => client.Version.GetCodeAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_command_is_told_what_it_needs_and_runs_once_for_a_token()
    {
        await using var server = await AcceptingAsync("alice--x-from-env");
        var command = folder.Write("login", $$"""
            #!/bin/sh
            echo run >> {{folder.PathOf("runs")}}
            printf '%s' "$KUBERNETES_EXEC_INFO" > {{folder.PathOf("info")}}
            echo '{"kind":"ExecCredential","status":{"token":"'$1-$2-$FROM'"} }'
            """, isExecutable: true);
        using var client = Client(server, Exec(command) with
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Arguments = ["alice", "-x"],
            EnvironmentVariables = [KeyValuePair.Create("FROM", "from-env")],
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Version.GetCodeAsync()));
        Assert.Single(await File.ReadAllLinesAsync(folder.PathOf("runs")));
        Assert.Equal(
            """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""",
            await File.ReadAllTextAsync(folder.PathOf("info")));
    }

    [Fact]
    public async Task A_command_runs_again_shortly_before_its_token_expires()
    {
        await using var server = await AcceptingAsync("1", "2");
        using var client = Client(server, Exec(Counter("1970-01-01T00:01:00Z")));
        await client.Version.GetCodeAsync();
        clock.Advance(TimeSpan.FromSeconds(49));
        await client.Version.GetCodeAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        await client.Version.GetCodeAsync();
        Assert.Equal(["Bearer 1", "Bearer 1", "Bearer 2"], Sent(server));
    }

    [Fact]
    public async Task A_401_that_comes_late_does_not_throw_a_newer_token_away()
    {
        var renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var refusals = 0;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            if (context.Request.Headers.Authorization == "Bearer 2")
            {
                await context.Response.WriteAsync("{}", context.RequestAborted);
                return;
            }

            await (Interlocked.Increment(ref refusals) == 1 ? Task.CompletedTask : renewed.Task);
            context.Response.StatusCode = 401;
        });
        using var client = Client(server, new KubernetesClientConfiguration { ExternalExecution = Exec(Counter()) });
        Task[] requests = [client.Version.GetCodeAsync(), client.Version.GetCodeAsync()];
        await await Task.WhenAny(requests);
        renewed.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal("2", (await File.ReadAllTextAsync(folder.PathOf("count"))).Trim());
    }

    [Theory]
    [InlineData("echo 'please log in' >&2; exit 3", "exited with 3: please log in")]
    [InlineData("echo hello", "did not print an ExecCredential")]
    [InlineData("echo '[]'", "did not print an ExecCredential")]
    [InlineData("echo '{\"status\":{}}'", "printed no status.token")]
    [InlineData("echo '{\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}}'", "did not print an ExecCredential")]
    public async Task A_command_that_fails_says_why(string script, string words)
    {
        await using var server = await AcceptingAsync();
        using var client = Client(server, Exec(folder.Write("login", $"#!/bin/sh\n{script}\n", isExecutable: true)));
        var error = await Assert.ThrowsAsync<KubeConfigException>(() => client.Version.GetCodeAsync());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.PathOf("login"), error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_command_that_is_missing_comes_with_its_install_hint()
    {
        await using var server = await AcceptingAsync();
        using var client = Client(server, Exec(folder.PathOf("missing")) with { InstallHint = "Run: apt install login" });
        var error = await Assert.ThrowsAsync<KubeConfigException>(() => client.Version.GetCodeAsync());
        Assert.EndsWith("Run: apt install login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_killed_when_the_token_says()
    {
        var pidFile = folder.PathOf("pid");
        await using var server = await AcceptingAsync();
        using var client = Client(server, Exec(folder.Write("login", $"#!/bin/sh\necho $$ > {pidFile}.new; mv {pidFile}.new {pidFile}\nsleep 600\n", isExecutable: true)));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
        var answer = client.Version.GetCodeAsync(timeout.Token);
        await Eventually(() => File.Exists(pidFile));
        clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        var pid = (await File.ReadAllTextAsync(pidFile)).Trim();
        await Eventually(() => !File.Exists($"/proc/{pid}/exe"));
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_a_server_whose_authority_is_known()
    {
        await using var server = await TlsServerAsync();
        using var client = Client(server, new KubernetesClientConfiguration
        {
            SslCaCerts = [certificates.Authority],
            ClientCertificate = certificates.Client,
        });
        Assert.Equal("CN=alice", (await client.Version.GetCodeAsync()).Major);
        Assert.Equal("HTTP/2", Assert.Single(server.Requests).Protocol);
    }

    [Fact]
    public async Task A_server_whose_authority_is_unknown_is_refused_unless_told_otherwise()
    {
        await using var server = await TlsServerAsync();
        using var strict = Client(server, new KubernetesClientConfiguration());
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => strict.Version.GetCodeAsync());
        Assert.IsType<AuthenticationException>(error.InnerException);
        using var lax = Client(server, new KubernetesClientConfiguration { SkipTlsVerify = true });
        Assert.Equal("nobody", (await lax.Version.GetCodeAsync()).Major);
    }

    [Theory]
    [InlineData("kubernetes.default.svc", true)]
    [InlineData("somebody.else", false)]
    public async Task The_certificate_must_have_the_name_that_was_given(string name, bool isGood)
    {
        await using var server = await TlsServerAsync();
        using var client = Client(server, new KubernetesClientConfiguration { SslCaCerts = [certificates.Authority], TlsServerName = name });
        var error = await Record.ExceptionAsync(() => client.Version.GetCodeAsync());
        Assert.Equal(isGood ? null : typeof(HttpRequestException), error?.GetType());
    }

    private static IEnumerable<string> Sent(TokenServer server) => server.Requests.Select(request => request.Authorization);

    private static async Task Eventually(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }

    private static ExternalExecution Exec(string command) => new() { Command = command };

    private static Task<TokenServer> AcceptingAsync(params string[] tokens) => TokenServer.StartAsync(tokens);

    /// <summary>Prints 1 as its first token, 2 as its second.</summary>
    private string Counter(string? expires = null) => folder.Write("login", $$"""
        #!/bin/sh
        count=$(($(cat {{folder.PathOf("count")}} 2>/dev/null || echo 0) + 1))
        echo $count > {{folder.PathOf("count")}}
        echo '{"status":{"token":"'$count'"{{(expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"")}} } }'
        """, isExecutable: true);

    private Task<ScriptedServer> TlsServerAsync() => ScriptedServer.StartAsync(
        context => context.Response.WriteAsync($$"""{"major":"{{context.Connection.ClientCertificate?.Subject ?? "nobody"}}"}""", context.RequestAborted),
        https =>
        {
            https.ServerCertificate = certificates.Server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        });

    private Kubernetes Client(TokenServer server, ExternalExecution exec) =>
        Client(server, new KubernetesClientConfiguration { ExternalExecution = exec });

    private Kubernetes Client(TokenServer server, KubernetesClientConfiguration config) => Client(server.Server, config);

    private Kubernetes Client(ScriptedServer server, KubernetesClientConfiguration config)
    {
        config.Host = server.Address;
        return new Kubernetes(config, clock);
    }
}
