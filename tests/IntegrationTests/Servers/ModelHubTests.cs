using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace IntegrationTests.Servers;

/// <summary>The requests that the hub client makes, in its order and with the headers that it decides by.</summary>
public sealed class ModelHubTests
{
    private const string Gated = "google/gemma-1.1-2b-it";
    private const string Open = "openai-community/gpt2";
    private const string Weights = "model.safetensors";

    [Fact]
    public async Task A_branch_resolves_to_a_commit_whose_files_have_the_listed_size_and_hash()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        var commit = await CommitAsync(hub, Open);

        var (_, tree) = await hub.GetJsonAsync($"/api/models/{Open}/tree/{commit}?recursive=true");
        var weights = tree.EnumerateArray().Single(entry => entry.GetProperty("path").GetString() == Weights);
        var content = await DownloadAsync(hub, $"/{Open}/resolve/{commit}/{Weights}");

        Assert.Matches("^[0-9a-f]{40}$", commit);
        Assert.Equal(weights.GetProperty("size").GetInt64(), content.LongLength);
        Assert.Equal(weights.GetProperty("lfs").GetProperty("oid").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    [Fact]
    public async Task Two_branches_are_two_commits()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");

        Assert.NotEqual(await CommitAsync(hub, Gated), await CommitAsync(hub, Gated, "bf16"));
    }

    [Fact]
    public async Task A_head_request_tells_commit_etag_and_size()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        using var weights = await SendAsync(hub, HttpMethod.Head, $"/{Open}/resolve/main/{Weights}");
        using var config = await SendAsync(hub, HttpMethod.Head, $"/{Open}/resolve/main/config.json");

        Assert.Equal(await CommitAsync(hub, Open), weights.Headers.GetValues("X-Repo-Commit").Single());
        Assert.Equal("4194304", weights.Headers.GetValues("X-Linked-Size").Single());
        Assert.Equal(weights.Headers.ETag!.Tag, weights.Headers.GetValues("X-Linked-Etag").Single());
        Assert.Matches("^\"[0-9a-f]{40}\"$", config.Headers.ETag!.Tag);
        Assert.False(config.Headers.Contains("X-Linked-Size"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_194_300)]
    public async Task A_range_is_the_same_as_that_part_of_the_whole(int from)
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        var path = $"/{Open}/resolve/main/{Weights}";
        var whole = await DownloadAsync(hub, path);

        using var part = await SendAsync(hub, HttpMethod.Get, path, from: from);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[from..], await part.Content.ReadAsByteArrayAsync(hub.Deadline));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "You must have access to it and be authenticated to access it.")]
    [InlineData("hf_stranger", HttpStatusCode.Forbidden, "you are not in the authorized list")]
    public async Task A_gated_file_is_refused_in_the_words_of_the_hub(string? token, HttpStatusCode expected, string words)
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");

        using var response = await SendAsync(hub, HttpMethod.Head, $"/{Gated}/resolve/main/config.json", token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("GatedRepo", response.Headers.GetValues("X-Error-Code").Single());
        Assert.Contains(words, response.Headers.GetValues("X-Error-Message").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gated_file_is_served_to_a_token_with_access()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");

        using var response = await SendAsync(hub, HttpMethod.Get, $"/{Gated}/resolve/main/config.json", "hf_demo");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/models/google/nothing/revision/main", "hf_demo", HttpStatusCode.NotFound, "RepoNotFound")]
    [InlineData("/api/models/google/nothing/revision/main", null, HttpStatusCode.Unauthorized, "RepoNotFound")]
    [InlineData($"/api/models/{Open}/revision/nothing", null, HttpStatusCode.NotFound, "RevisionNotFound")]
    [InlineData($"/{Open}/resolve/main/nothing", null, HttpStatusCode.NotFound, "EntryNotFound")]
    [InlineData($"/api/models/{Open}/revision/main", "hf_unknown", HttpStatusCode.Unauthorized, null)]
    [InlineData("/api/whoami-v2", null, HttpStatusCode.Unauthorized, null)]
    public async Task What_is_not_there_has_its_own_code(string path, string? token, HttpStatusCode status, string? code)
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");

        using var response = await SendAsync(hub, HttpMethod.Get, path, token);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.Single() : null);
        Assert.True(response.Headers.Contains("X-Error-Message"));
    }

    [Fact]
    public async Task Who_am_i_names_the_owner_of_the_token()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        using var response = await SendAsync(hub, HttpMethod.Get, "/api/whoami-v2", "hf_demo");

        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(hub.Deadline)).RootElement;

        Assert.Equal("user", body.GetProperty("type").GetString());
        Assert.Equal("demo", body.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("&reset=true")]
    public async Task A_download_is_cut_after_the_told_number_of_bytes_and_the_next_is_whole(string how)
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        var path = $"/{Open}/resolve/main/{Weights}";
        await hub.StatusAsync(HttpMethod.Post, $"/admin/faults?path={Weights}&cutAfter=1000000{how}");

        Assert.Equal(HttpStatusCode.OK, await hub.StatusAsync(HttpMethod.Head, path));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => DownloadAsync(hub, path));
        Assert.Equal(4_194_304, (await DownloadAsync(hub, path)).Length);
    }

    [Fact]
    public async Task A_status_is_answered_as_often_as_told_and_requests_are_remembered()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        var path = $"/api/models/{Open}/revision/main";
        await hub.StatusAsync(HttpMethod.Post, "/admin/faults?path=revision&status=500&times=2");

        Assert.Equal(HttpStatusCode.InternalServerError, await hub.StatusAsync(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.InternalServerError, await hub.StatusAsync(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, await hub.StatusAsync(HttpMethod.Get, path));

        var (_, requests) = await hub.GetJsonAsync("/admin/requests");
        Assert.Equal([500, 500, 200], requests.EnumerateArray().Select(request => request.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_slow_line_takes_its_time()
    {
        await using var hub = await ServerProcess.StartAsync("model-hub");
        await hub.StatusAsync(HttpMethod.Post, $"/admin/faults?path={Weights}&bytesPerSecond=10000000");
        var started = TimeProvider.System.GetTimestamp();

        await DownloadAsync(hub, $"/{Open}/resolve/main/{Weights}");

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.4));
    }

    private static async Task<string> CommitAsync(ServerProcess hub, string repository, string branch = "main")
    {
        var (_, info) = await hub.GetJsonAsync($"/api/models/{repository}/revision/{branch}");
        return info.GetProperty("sha").GetString()!;
    }

    private static Task<byte[]> DownloadAsync(ServerProcess hub, string path) =>
        hub.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative), hub.Deadline);

    private static async Task<HttpResponseMessage> SendAsync(
        ServerProcess hub, HttpMethod method, string path, string? token = null, long? from = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Range = from is null ? null : new RangeHeaderValue(from, null);
        return await hub.Client.SendAsync(request, hub.Deadline);
    }
}
