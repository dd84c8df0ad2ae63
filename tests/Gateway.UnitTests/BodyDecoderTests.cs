using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class BodyDecoderTests
{
    [Theory]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello", "\r\n")]
    [InlineData("2\r\nhe\r\n3;name=\"v\"\r\nllo\r\n000\r\nX-Tokens: 2\r\nY: z\r\n\r\n", "hello", "X-Tokens: 2\r\nY: z\r\n\r\n")]
    [InlineData("a \r\n0123456789\r\n0\r\n\r\nHTTP/1.1", "0123456789", "\r\n")]
    [InlineData("0\r\n\r\n", "", "\r\n")]
    public void Chunks_are_taken_apart(string wire, string data, string trailers) =>
        Assert.Equal((data, trailers, BodyPart.End), Decode(new BodyFraming(BodyEnd.Chunks), wire, [wire.Length]));

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("0x5\r\n")]
    [InlineData("5\nhello\r\n0\r\n\r\n")]
    [InlineData("5 5\r\nhello\r\n")]
    [InlineData("5;\rx\r\nhello\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("8000000000000000\r\nhello")]
    public void Chunks_that_could_be_read_in_two_ways_are_refused(string wire) =>
        Assert.Equal(BodyPart.Malformed, Decode(new BodyFraming(BodyEnd.Chunks), wire, [wire.Length]).Last);

    [Theory]
    [InlineData("5\r\nhel", "hel")]
    [InlineData("5\r\nhello\r", "hello")]
    [InlineData("5\r\nhello\r\n0\r\n", "hello")]
    [InlineData("5\r\nhello\r\n0\r\nX: y\r\n", "hello")]
    public void What_breaks_off_is_not_complete(string wire, string data) =>
        Assert.Equal((data, "", BodyPart.Incomplete), Decode(new BodyFraming(BodyEnd.Chunks), wire, [wire.Length]));

    [Fact]
    public void A_length_is_kept_to_and_an_end_by_closing_takes_all()
    {
        Assert.Equal(("hello", "", BodyPart.End), Decode(new BodyFraming(BodyEnd.Length, 5), "helloHTTP/1.1 200", [3]));
        Assert.Equal(("", "", BodyPart.End), Decode(new BodyFraming(BodyEnd.Length), "HTTP", [4]));
        Assert.Equal(("hel", "", BodyPart.Incomplete), Decode(new BodyFraming(BodyEnd.Length, 5), "hel", [2]));
        Assert.Equal(("hello", "", BodyPart.Incomplete), Decode(new BodyFraming(BodyEnd.Close), "hello", [2]));
        Assert.True(new BodyDecoder(new BodyFraming(BodyEnd.Close)).EndsWithConnection);
        Assert.False(new BodyDecoder(new BodyFraming(BodyEnd.Chunks)).EndsWithConnection);
    }

    /// <summary>Chunks as they should be, and the same with one byte changed.</summary>
    [Fact]
    public void It_makes_no_difference_in_which_pieces_the_bytes_come()
    {
        var chunk = from data in Gen.Elements("", "a", "hello", "\r\n0\r\n\r\n").Where(text => text.Length > 0)
                    from extension in Gen.Elements("", ";x", " ;a=b", " ")
                    select $"{data.Length:x}{extension}\r\n{data}\r\n";
        var wires = from chunks in Gen.ListOf(chunk)
                    from trailers in Gen.Elements("", "X: y\r\n", "A: b\r\nC: d\r\n")
                    let wire = $"{string.Concat(chunks)}0\r\n{trailers}\r\n"
                    from place in Gen.Choose(0, wire.Length - 1)
                    from change in Gen.Elements('\0', '\r', '\n', '5', ';', 'x', wire[place])
                    select $"{wire[..place]}{change}{wire[(place + 1)..]}";
        var cuts = Gen.Choose(1, 7).ListOf(50);

        Prop.ForAll(wires.ToArbitrary(), cuts.ToArbitrary(), (wire, pieces) =>
        {
            var framing = new BodyFraming(BodyEnd.Chunks);
            return Decode(framing, wire, [wire.Length]) == Decode(framing, wire, [.. pieces]);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Gives the decoder pieces of these lengths, over and over, and with each what it did not take before.</summary>
    private static (string Data, string Trailers, BodyPart Last) Decode(BodyFraming framing, string wire, int[] pieces)
    {
        var bytes = Encoding.Latin1.GetBytes(wire);
        var decoder = new BodyDecoder(framing);
        var (data, trailers, taken, come, piece) = (new StringBuilder(), new StringBuilder(), 0, 0, 0);
        while (true)
        {
            var (part, length) = decoder.Next(bytes.AsSpan(taken..come));
            switch (part)
            {
                case BodyPart.Data:
                    data.Append(Encoding.Latin1.GetString(bytes, taken, length));
                    break;
                case BodyPart.Trailers:
                    trailers.Append(Encoding.Latin1.GetString(bytes, taken, length));
                    break;
                case BodyPart.Incomplete when come < bytes.Length:
                    come = Math.Min(bytes.Length, come + pieces[piece++ % pieces.Length]);
                    break;
                case BodyPart.Incomplete or BodyPart.End or BodyPart.Malformed:
                    return (data.ToString(), trailers.ToString(), part);
            }

            taken += length;
        }
    }
}
