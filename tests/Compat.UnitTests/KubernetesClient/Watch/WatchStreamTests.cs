using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using k8s;
using k8s.Models;
using k8s.Watch;

namespace Compat.UnitTests.KubernetesClient.Watch;

public sealed class WatchStreamTests
{
    private const string Added = """{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"},"status":{"capacity":{"cpu":2,"memory":"8Gi"}}}}""";
    private const string Bookmark = """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5"}}}""";
    private const string Gone = """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old","status":"Failure"}}""";

    [Fact]
    public async Task An_object_that_cannot_be_read_is_told_as_such_and_the_watch_goes_on()
    {
        var messages = await ReadAllAsync(
            """{"type":"MODIFIED","object":{"metadata":{"name":"bad","namespace":"team","resourceVersion":"4"},"status":5}}""" + "\n" + Added + "\n", [int.MaxValue]);

        Assert.Equal(("bad", "4"), (messages[0].Unreadable!.Metadata.Name, messages[0].Unreadable!.Metadata.ResourceVersion));
        Assert.Null(messages[0].Object);
        Assert.Equal("a", messages[1].Object!.Metadata.Name);
    }

    [Fact]
    public void Messages_are_the_same_however_the_bytes_are_split()
    {
        string[] kinds =
        [
            Added,
            Bookmark,
            """{"type":"MODIFIED","object":{"metadata":{"name":"ünï😀","resourceVersion":"2"}}}""",
            """{"type":"DELETED","object":{"metadata":{"name":"a\n","annotations":{"x":"}{"},"resourceVersion":"3"}}}""",
            """{"object":{"metadata":{"name":"late"}},"type":"ADDED"}""",
            """{"future":[{"type":"x"}],"type":"ADDED","object":{"metadata":{"name":"future"}}}""",
        ];
        var cases =
            from lines in Gen.Elements(kinds).ListOf()
            from sizes in Gen.Choose(1, 40).NonEmptyListOf()
            select (lines, sizes);
        Prop.ForAll<(List<string> Lines, List<int> Sizes)>(cases.Select(c => (c.lines.ToList(), c.sizes.ToList())).ToArbitrary(), c =>
        {
            var text = string.Concat(c.Lines.Select(line => line + "\n"));
#pragma warning disable VSTHRD002 // FsCheck's properties are synchronous, and nothing here waits.
            var whole = ReadAllAsync(text, [int.MaxValue]).GetAwaiter().GetResult();
            var split = ReadAllAsync(text, c.Sizes).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            Assert.Equal(c.Lines.Count, whole.Count);
            Assert.Equal(whole.Select(Describe), split.Select(Describe));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_line_is_the_same_however_its_bytes_lie_in_memory()
    {
        const string Text = """{"type":"MODIFIED","object":{"metadata":{"name":"ünï","resourceVersion":"2"},"status":{"capacity":{"cpu":1234567.5}}}}""";
        Prop.ForAll<List<int>>(Gen.Choose(1, 9).NonEmptyListOf().Select(sizes => sizes.ToList()).ToArbitrary(), sizes =>
            Assert.Equal("Modified ünï 2 1234567.5 ", Describe(WatchLine.Parse<V1Node>(Segment.Sequence(Encoding.UTF8.GetBytes(Text), sizes)))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_bookmark_has_the_version_alone()
    {
        var message = Assert.Single(await ReadAllAsync(Bookmark + "\n"));
        Assert.Equal((WatchEventType.Bookmark, "5"), (message.Type, message.Object!.Metadata.ResourceVersion));
        Assert.Null(message.Status);
    }

    [Fact]
    public async Task An_error_inside_the_stream_has_its_status()
    {
        var message = Assert.Single(await ReadAllAsync(Gone + "\n"));
        Assert.Equal((WatchEventType.Error, 410, "Expired"), (message.Type, message.Status!.Code, message.Status.Reason));
        Assert.Null(message.Object);
    }

    [Fact]
    public async Task A_line_without_its_end_is_not_reported() => Assert.Single(await ReadAllAsync($"{Added}\n{Bookmark}"));

    [Fact]
    public async Task Empty_lines_are_passed_over() => Assert.Equal(2, (await ReadAllAsync($"\n{Added}\n\n{Bookmark}\n\n")).Count);

    [Fact]
    public async Task A_line_of_megabytes_is_read()
    {
        var value = new string('x', 8_000_000);
        var message = Assert.Single(await ReadAllAsync($$$"""{"type":"ADDED","object":{"metadata":{"annotations":{"a":"{{{value}}}"} }} }""" + "\n", [1 << 14]));
        Assert.Equal(value.Length, message.Object!.Metadata.Annotations!["a"].Length);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"object":{}}""")]
    [InlineData("""{"type":5,"object":{}}""")]
    [InlineData("""{"type":null,"object":{}}""")]
    [InlineData("""{"type":"RENAMED","object":{}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":"no"}}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":""")]
    public async Task A_line_that_no_watch_sends_is_an_error(string line) => await Assert.ThrowsAnyAsync<JsonException>(() => ReadAllAsync(line + "\n"));

    private static string Describe(WatchMessage<V1Node> message) =>
        $"{message.Type} {message.Object?.Metadata.Name} {message.Object?.Metadata.ResourceVersion} {message.Object?.Status?.Capacity?["cpu"]} {message.Status?.Code}";

    private static async Task<List<WatchMessage<V1Node>>> ReadAllAsync(string text, IReadOnlyList<int>? sizes = null)
    {
        await using var watch = new WatchStream<V1Node>(new ChunkedStream(Encoding.UTF8.GetBytes(text), sizes ?? [int.MaxValue]));
        var messages = new List<WatchMessage<V1Node>>();
        await foreach (var message in watch)
        {
            messages.Add(message);
        }

        return messages;
    }
}
