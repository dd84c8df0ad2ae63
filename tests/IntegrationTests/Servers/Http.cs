using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace IntegrationTests.Servers;

/// <summary>Short forms for what the tests of the servers ask.</summary>
internal static class Http
{
    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostJsonAsync(this ServerProcess server, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        // The toolkit compares the header literally; StringContent would spell it "charset=utf-8".
        content.Headers.ContentType!.CharSet = null;
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, server.Deadline);
        return (response.StatusCode, await ReadJsonAsync(response, server.Deadline));
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> GetJsonAsync(this ServerProcess server, string path)
    {
        using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), server.Deadline);
        return (response.StatusCode, await ReadJsonAsync(response, server.Deadline));
    }

    public static async Task<HttpStatusCode> StatusAsync(this ServerProcess server, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var response = await server.Client.SendAsync(request, server.Deadline);
        return response.StatusCode;
    }

    /// <summary>Posts and returns the events as they come, without their <c>data: </c>.</summary>
    public static async IAsyncEnumerable<string> EventsAsync(this ServerProcess server, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, server.Deadline);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(server.Deadline));
        while (await reader.ReadLineAsync(server.Deadline) is { } line)
        {
            if (line.Length > 0)
            {
                Assert.StartsWith("data: ", line, StringComparison.Ordinal);
                yield return line["data: ".Length..];
            }
        }
    }

    /// <summary>The sample's value, or null when the scrape does not have it.</summary>
    public static async Task<double?> MetricAsync(this ServerProcess server, string sample)
    {
        var text = await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), server.Deadline);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith($"{sample} ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Asks again until the sample has the value; at the deadline the failure says what it had.</summary>
    public static async Task WaitForMetricAsync(this ServerProcess server, string sample, double expected)
    {
        double? seen = null;
        try
        {
            while ((seen = await server.MetricAsync(sample)) != expected)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, server.Deadline);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{sample} is {seen}, not {expected}.\n{server.Output}");
        }
    }

    private static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        using var document = JsonDocument.Parse(bytes.Length == 0 ? "null"u8.ToArray() : bytes);
        return document.RootElement.Clone();
    }
}
