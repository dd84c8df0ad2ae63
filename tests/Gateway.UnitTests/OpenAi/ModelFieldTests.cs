using System.Buffers;
using System.Text;
using InferenceEndpoints.Gateway.OpenAi;

namespace InferenceEndpoints.Gateway.UnitTests.OpenAi;

public sealed class ModelFieldTests
{
    [Theory]
    [InlineData("""{"model":"gpt2","messages":[]}""", "gpt2")]
    [InlineData("""{"messages":[{"model":"another"}],"stream":true,"tools":{"model":"another"},"model":"team/gpt2"}""", "team/gpt2")]
    [InlineData(""" {"mod\u0065l" : "google\/gemma" ,"then":"what is no JSON is the engine's business""", "google/gemma")]
    [InlineData("""{"Model":"gpt2"}""", null)]
    [InlineData("""{"model":5,"model":"gpt2"}""", null)]
    [InlineData("""{"model":{"model":"gpt2"}}""", null)]
    [InlineData("""{"model":null}""", null)]
    [InlineData("""["model","gpt2"]""", null)]
    [InlineData("\"model\"", null)]
    [InlineData("""{"model":"gpt2""", null)]
    [InlineData("""{"messages":"\x","model":"gpt2"}""", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    public void The_model_is_found_in_whatever_pieces_the_body_comes(string body, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        for (var size = 1; size <= bytes.Length + 1; size++)
        {
            Assert.Equal((expected, expected is null), Read(bytes, size));
        }
    }

    [Fact]
    public void Schemas_of_tools_may_be_deep()
    {
        var schema = string.Concat(Enumerable.Repeat("""{"items":""", 200)) + "1" + new string('}', 200);

        Assert.Equal(("gpt2", false), Read(Encoding.UTF8.GetBytes($$"""{"tools":{{schema}},"model":"gpt2"}"""), int.MaxValue));
    }

    private static (string? Value, bool IsMissing) Read(byte[] bytes, int size)
    {
        var field = new ModelField();
        var (read, end) = (0, 0);
        do
        {
            end = Math.Min(bytes.Length, size < bytes.Length ? end + size : bytes.Length);
            read += (int)field.Read(new ReadOnlySequence<byte>(bytes, read, end - read), isLast: end == bytes.Length);
        }
        while (field is { Value: null, IsMissing: false });

        return (field.Value, field.IsMissing);
    }
}
