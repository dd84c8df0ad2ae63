using System.Net.Http.Json;
using EndToEndTests.Harness;

namespace EndToEndTests;

[Collection(UsesTheProduct.Name)]
public sealed class DownloadTests(EndToEnd product) : IAsyncLifetime, IDisposable
{
    private readonly HttpClient hub = new() { BaseAddress = product.Hub };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await hub.DeleteAsync(new Uri("/admin/faults", UriKind.Relative));

    public void Dispose() => hub.Dispose();

    [Fact]
    public async Task The_status_says_how_far_a_download_is()
    {
        // The other 16 MiB would take more than a minute; nobody waits for them.
        await PlanAsync("model-00001", "bytesPerSecond=200000");
        await using var team = await product.CreateTeamAsync("slowhub");
        await team.ApplyGpt2Async("gemma", model: "secrets: {HF_TOKEN: {secretName: hf, key: token}}", repository: "google/gemma-1.1-2b-it");

        var status = await team.StatusAsync(
            "gemma", "as far as its second file", status => status.Message == "Endpoint is starting: downloading the model, 2.0 of 18.0 MiB (11 %)");

        Assert.Equal(("initializing", "DownloadingModel", 11), (status.State, status.Conditions![0].Reason, status.DownloadPercent));
    }

    [Fact]
    public async Task A_download_that_is_cut_goes_on_where_it_was()
    {
        const string Model = "openai/whisper-large-v3/resolve/";
        var before = (await RequestsAsync(Model)).Count;
        await PlanAsync("/model.safetensors", "cutAfter=12000000");
        await using var team = await product.CreateTeamAsync("cuthub");
        await team.ApplyGpt2Async("whisper", model: "downloadPattern: [\"*.safetensors\", config.json]", repository: "openai/whisper-large-v3");

        await team.StateAsync("whisper", "running");

        var requests = (await RequestsAsync(Model)).Skip(before).ToList();
        Assert.Contains(requests, request => request.Path.EndsWith("/model.safetensors", StringComparison.Ordinal) && request.Range is not (null or "bytes=0-"));
        Assert.DoesNotContain(requests, request => request.Path.EndsWith("/handler.py", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endpoints_of_a_node_share_a_folder_and_only_one_downloads()
    {
        // The node is this machine; the kubelet makes the folder.
        var folder = Path.Combine(Path.GetTempPath(), $"models-{Guid.NewGuid():N}");
        var model = $"storage: {{hostPath: {{path: {folder}}}}}";
        await PlanAsync("gpt2/resolve/", "bytesPerSecond=4000000", times: 10);
        await using var team = await product.CreateTeamAsync("sharing");
        var before = (await RequestsAsync("gpt2/resolve/")).Count(IsWeights);

        await team.ApplyGpt2Async("first", model);
        await team.ApplyGpt2Async("second", model);

        await team.StateAsync("first", "running");
        await team.StateAsync("second", "running");
        Assert.Equal(1, (await RequestsAsync("gpt2/resolve/")).Count(IsWeights) - before);
        Directory.Delete(folder, recursive: true);

        static bool IsWeights(SeenRequest request) => request.Method == "GET" && request.Path.EndsWith("/model.safetensors", StringComparison.Ordinal);
    }

    /// <summary>For the next times that somebody asks for such a path.</summary>
    private async Task PlanAsync(string path, string fault, int times = 1)
    {
        using var answer = await hub.PostAsync(new Uri($"/admin/faults?path={path}&times={times}&{fault}", UriKind.Relative), null, product.Deadline);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<IReadOnlyList<SeenRequest>> RequestsAsync(string path)
    {
        var all = await hub.GetFromJsonAsync<List<SeenRequest>>(new Uri("/admin/requests", UriKind.Relative), product.Deadline);
        return [.. all!.Where(request => request.Path.Contains(path, StringComparison.Ordinal))];
    }

    private sealed record SeenRequest(string Method, string Path, string? Range);
}
