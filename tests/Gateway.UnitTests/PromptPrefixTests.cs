using System.Buffers;
using System.Text;
using InferenceEndpoints.Gateway.Balancing;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class PromptPrefixTests
{
    private const string FirstTurn = """{"model": "m", "messages": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Hello"}], "stream": true}""";

    [Theory]
    [InlineData("""{"messages": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "And?"}]}""")]
    [InlineData("""{"temperature": 0.7, "tools": [{"messages": ["x"]}], "messages": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Hello"}]}""")]
    public void All_turns_of_a_conversation_have_the_same_key(string turn) => Assert.Equal(KeyOf(FirstTurn), KeyOf(turn));

    [Theory]
    [InlineData("""{"messages": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Hello!"}]}""")]
    [InlineData("""{"messages": [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Hello"}]}""")]
    [InlineData("""{"prompt": "Hello"}""")]
    [InlineData("""{"inputs": "Be kind"}""")]
    public void Others_have_others(string turn) => Assert.NotEqual(KeyOf(FirstTurn), Assert.NotNull(KeyOf(turn)));

    [Theory]
    [InlineData("""{"messages": [{"content": "Hello", "role": "user"}""")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}""")]
    [InlineData("""{"prompt": "Hello" """)]
    [InlineData("""{"prompt": [1, 2, 3]""")]
    [InlineData("""{"prompt": null, "inputs": {"context": "a"}""")]
    public void Nothing_is_waited_for_that_does_not_matter(string start)
    {
        var key = Read(start, isEnough: false);

        Assert.True(key.IsKnown);
        Assert.NotNull(key.Value);
        Assert.False(Read(start[..^2], isEnough: false).IsKnown);
    }

    [Fact]
    public void A_long_text_counts_the_same_whether_it_has_come_to_its_end_or_not()
    {
        var body = $$"""{"messages": [{"role": "user", "content": "{{new string('a', 5000)}}"}]}""";

        Assert.Equal(KeyOf(body), Read(body[..3000], isEnough: true).Value);
        Assert.Equal(KeyOf(body), KeyOf(body.Replace("a\"", "another end\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void However_the_body_is_split_its_key_is_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes(FirstTurn);
        for (var i = 1; i < bytes.Length; i++)
        {
            Assert.Equal(KeyOf(FirstTurn), PromptPrefix.Read(Split(bytes, i), isEnough: true).Value);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("[1]")]
    [InlineData("\"messages\"")]
    [InlineData("""{"model": "m"}""")]
    [InlineData("""{"messages": []}""")]
    public void What_has_no_prompt_has_no_key(string body) => Assert.Equal(new PromptKey(Value: null, IsKnown: true), Read(body, isEnough: true));

    private static ulong? KeyOf(string body) => Read(body, isEnough: true).Value;

    private static PromptKey Read(string body, bool isEnough) => PromptPrefix.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), isEnough);

    private static ReadOnlySequence<byte> Split(byte[] bytes, int at)
    {
        var last = new Segment(bytes.AsMemory(at), next: null, at);
        return new ReadOnlySequence<byte>(new Segment(bytes.AsMemory(0, at), last, index: 0), 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? next, long index) => (Memory, Next, RunningIndex) = (memory, next, index);
    }
}
