using System.Reflection;
using System.Text.Json;
using Cluster;
using InferenceEndpoints.Gateway.Answers;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests;

public sealed class DocumentationTests
{
    /// <summary>Answers of one status that ask for the same share a row, where the status is named once.</summary>
    [Fact]
    public async Task Every_answer_of_the_gateway_is_in_the_guide_to_trouble()
    {
        var rows = await File.ReadAllLinesAsync(Repository.File("docs/troubleshooting.md"));

        foreach (var answer in typeof(Answer).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Answer>())
        {
            var error = await ErrorAsync(answer);
            var words = error[(error.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 ? colon + 2 : 0)..];
            Assert.Contains(rows, row => row.StartsWith($"| {answer.Status} |", StringComparison.Ordinal) && row.Contains(words, StringComparison.Ordinal));
        }
    }

    private static async Task<string> ErrorAsync(Answer answer)
    {
        using var body = new MemoryStream();
        await answer.WriteAsync(new DefaultHttpContext { Response = { Body = body } });
        return JsonSerializer.Deserialize<JsonElement>(body.ToArray()).GetProperty("error").GetString()!;
    }
}
