using System.Text;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Upstream;

namespace Gateway.UnitTests;

public sealed class TokenUsageTests
{
    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":7,"total_tokens":19,"completion_tokens":12,"prompt_tokens_details":null}}""", 7, 12)]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":12}}\n\ndata: [DONE]\n\n", 7, 12)]
    [InlineData("""{"usage":{"completion_tokens":1,"prompt_tokens":7}} {"usage":{"completion_tokens":2,"prompt_tokens":7}}""", 7, 2)]
    [InlineData("{\"usage\": {\r\n  \"prompt_tokens\" : 7,\r\n  \"completion_tokens\" :\t12 } }", 7, 12)]
    [InlineData("""{"data":[],"usage":{"prompt_tokens":7,"total_tokens":7}}""", 7, null)]
    [InlineData("""{"usage":{"input_tokens":7,"output_tokens":12,"output_tokens_details":{"reasoning_tokens":3}}}""", 7, 12)]
    [InlineData("""data:{"token":{},"generated_text":"a","details":{"finish_reason":"length","generated_tokens":12,"input_length":7}}""", 7, 12)]
    [InlineData("""{"text":"they said \"completion_tokens\":5 and \"prompt_tokens\":6"}""", null, null)]
    [InlineData("""{"usage":{"prompt_tokens":null,"completion_tokens":-1}}""", null, null)]
    [InlineData("""{"usage":{"prompt_tokens":99999999999999999999,"completion_tokens":"12"}}""", null, null)]
    [InlineData("""{"usage":{"prompt_tokens":7,"completion_tokens""", 7, null)]
    [InlineData("", null, null)]
    public void Each_engine_says_it_near_the_end(string end, int? prompt, int? generated) =>
        Assert.Equal(new TokenUsage(prompt, generated), TokenUsage.Of(Encoding.UTF8.GetBytes(end)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(100_000)]
    public void The_end_is_kept_however_the_answer_comes(int piece)
    {
        var (before, after) = (new string('x', 5000), new string('y', 900));
        var answer = Encoding.UTF8.GetBytes("{\"text\":\"" + before + "\",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":12,\"more\":\"" + after + "\"}}");
        using var tail = UsageTail.Of(Head("Content-Type: application/json"))!;

        for (var i = 0; i < answer.Length; i += piece)
        {
            tail.Add(answer.AsSpan(i, Math.Min(piece, answer.Length - i)));
        }

        Assert.Equal(new TokenUsage(7, 12), tail.Read());
    }

    [Theory]
    [InlineData("Content-Type: application/json; charset=utf-8", true)]
    [InlineData("Content-Type: text/event-stream", true)]
    [InlineData("Content-Type: image/png", false)]
    [InlineData("Content-Type: application/json\r\nContent-Encoding: gzip", false)]
    [InlineData("X-None: 1", false)]
    public void Only_what_can_be_read_is_looked_at(string headers, bool expected)
    {
        using var tail = UsageTail.Of(Head(headers));
        Assert.Equal(expected, tail is not null);
    }

    private static ResponseHead Head(string headers)
    {
        var head = new ResponseHead();
        Assert.True(head.TryParse(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n")));
        return head;
    }
}
