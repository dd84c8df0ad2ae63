using System.Buffers;
using System.Text;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.TextGeneration;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.UnitTests.TextGeneration;

public sealed class TranslationTests
{
    private const string Stream =
        ": a comment\r\n\r\n"
        + "data: {\"choices\":[{\"text\":\"é\",\"finish_reason\":null}]}\r\n\r\n"
        + "event: x\ndata:{\"choices\":[{\"text\":\" b\"}]}\n\n"
        + "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}],\"usage\":null}\n\n"
        + "data: {\"choices\":[],\"usage\":{\"completion_tokens\":2}}\n\n"
        + "data: [DONE]\n\n";

    [Theory]
    [InlineData("""{"inputs":"Hi"}""", "stop", "null", """[{"generated_text":"there"}]""")]
    [InlineData("""{"inputs":"Hi ","parameters":{"return_full_text":true}}""", "stop", "null", """[{"generated_text":"Hi there"}]""")]
    [InlineData(
        """{"inputs":"Hi","parameters":{"details":true}}""", "stop", "null",
        """[{"generated_text":"there","details":{"finish_reason":"eos_token","generated_tokens":5,"seed":null,"prefill":[],"tokens":[]}}]""")]
    [InlineData(
        """{"inputs":"Hi","parameters":{"details":true}}""", "stop", "\"\\n\"",
        """[{"generated_text":"there","details":{"finish_reason":"stop_sequence","generated_tokens":5,"seed":null,"prefill":[],"tokens":[]}}]""")]
    [InlineData(
        """{"inputs":"Hi","parameters":{"details":true}}""", "length", "null",
        """[{"generated_text":"there","details":{"finish_reason":"length","generated_tokens":5,"seed":null,"prefill":[],"tokens":[]}}]""")]
    public void A_completion_reads_as_TGI_writes_it(string request, string finish, string stop, string expected)
    {
        var answer = $$$"""{"id":"x","choices":[{"text":"there","finish_reason":"{{{finish}}}","stop_reason":{{{stop}}}}],"usage":{"completion_tokens":5}}""";

        Assert.Equal(expected, Translate(new GenerationAnswer(Parse(request)), answer, size: 7));
    }

    [Fact]
    public void A_stream_reads_as_TGI_streams_it_in_whatever_pieces_it_comes()
    {
        const string Expected =
            """
            data:{"index":1,"token":{"id":0,"text":"\u00E9","logprob":0,"special":false},"generated_text":null,"details":null}

            data:{"index":2,"token":{"id":0,"text":" b","logprob":0,"special":false},"generated_text":null,"details":null}

            data:{"index":3,"token":{"id":0,"text":"","logprob":0,"special":true},"generated_text":"\u00E9 b","details":null}


            """;
        for (var size = 1; size <= Stream.Length; size += 13)
        {
            Assert.Equal(Expected.ReplaceLineEndings("\n"), Translate(new GenerationStream(Parse("""{"inputs":"Hi","stream":true}""")), Stream, size));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"choices":[{}]}""")]
    [InlineData("""{"choices":{"text":"x"}}""")]
    [InlineData("""{"choices":[{"text":"x"}]""")]
    public void What_is_no_completion_is_not_made_one(string answer)
    {
        Assert.Throws<MalformedResponseException>(() => Translate(new GenerationAnswer(Parse("""{"inputs":"Hi"}""")), answer, size: 100));
        Assert.Throws<MalformedResponseException>(() => Translate(new GenerationStream(Parse("""{"inputs":"Hi"}""")), $"data: {answer}\n", size: 100));
    }

    [Fact]
    public void An_event_without_an_end_is_not_kept_for_ever() =>
        Assert.Throws<MalformedResponseException>(() => Translate(new GenerationStream(Parse("""{"inputs":"Hi"}""")), new string('x', 2_000_000), size: 4096));

    private static CompletionRequest Parse(string json) =>
        CompletionRequest.Parse(Encoding.UTF8.GetBytes(json), "chat", out _)!;

    private static string Translate(IAnswerTranslation translation, string answer, int size)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var piece in Encoding.UTF8.GetBytes(answer).Chunk(size))
        {
            translation.Write(piece, output);
        }

        translation.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
