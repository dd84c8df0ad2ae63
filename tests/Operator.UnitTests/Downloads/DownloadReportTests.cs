using System.Text.Json;

using InferenceEndpoints.States;

namespace InferenceEndpoints.Operator.UnitTests.Downloads;

public sealed class DownloadReportTests
{
    [Theory]
    [InlineData("""{"done": 2, "total": 8}""", 2, 8)]
    [InlineData("""{"done": 9, "total": 8}""", 8, 8)]
    [InlineData("""{"done": -1, "total": 8, "more": true}""", 0, 8)]
    public void It_becomes_a_progress_that_can_be(string json, long done, long total) => Assert.Equal(new DownloadProgress(done, total), Read(json));

    [Theory]
    [InlineData("""{"done": 0, "total": 0}""")]
    [InlineData("""{"done": 1, "total": -8}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void What_says_nothing_becomes_none(string json) => Assert.Null(Read(json));

    private static DownloadProgress? Read(string json) => JsonSerializer.Deserialize(json, OperatorJsonContext.Default.DownloadReport)?.ToProgress();
}
