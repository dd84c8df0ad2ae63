using System.Text;
using InferenceEndpoints.Gateway.TextGeneration;

namespace InferenceEndpoints.Gateway.UnitTests.TextGeneration;

public sealed class CompletionRequestTests
{
    [Theory]
    [InlineData("""{"inputs":"Hi"}""", """{"model":"chat","prompt":"Hi","stream":false,"max_tokens":100,"temperature":0}""")]
    [InlineData(
        """{"inputs":"Hi","parameters":{"max_new_tokens":7,"temperature":0.5,"top_k":3,"stop":["\n"],"seed":null,"watermark":false},"stream":true}""",
        """{"model":"chat","prompt":"Hi","stream":true,"max_tokens":7,"temperature":0.5,"top_k":3,"stop":["\n"]}""")]
    [InlineData("""{"inputs":"Hi","parameters":{"do_sample":true}}""", """{"model":"chat","prompt":"Hi","stream":false,"max_tokens":100,"temperature":1}""")]
    [InlineData("""{"inputs":"Hi","parameters":null}""", """{"model":"chat","prompt":"Hi","stream":false,"max_tokens":100,"temperature":0}""")]
    [InlineData(
        """{"inputs":"","parameters":{"repetition_penalty":1.2,"stop_sequences":["."]}}""",
        """{"model":"chat","prompt":"","stream":false,"max_tokens":100,"temperature":0,"repetition_penalty":1.2,"repeat_penalty":1.2,"stop":["."]}""")]
    public void Parameters_keep_their_meaning(string request, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Parse(request, out _)!.Body.Span));

    [Theory]
    [InlineData("""{}""", "inputs is missing: set it to the prompt")]
    [InlineData("""[]""", "inputs is missing: set it to the prompt")]
    [InlineData("""{"inputs":["Hi"]}""", "inputs must be a string")]
    [InlineData("""{"inputs":"Hi","parameters":[]}""", "parameters must be an object")]
    [InlineData("""{"inputs":"Hi","parameters":{"best_of":2}}""", "parameters.best_of: this engine does not have it; leave it out")]
    [InlineData("Hi", "the body is not JSON: ")]
    [InlineData("", "the body is not JSON: ")]
    public void Mistakes_are_named(string request, string expected)
    {
        Assert.Null(Parse(request, out var mistake));
        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
    }

    private static CompletionRequest? Parse(string json, out string? mistake) =>
        CompletionRequest.Parse(Encoding.UTF8.GetBytes(json), "chat", out mistake);
}
