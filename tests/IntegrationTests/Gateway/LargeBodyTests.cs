using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Alone, as what other tests keep would count.</summary>
[Collection(nameof(TokenCostTests))]
public sealed class LargeBodyTests
{
    [Fact]
    public async Task A_hundred_megabytes_go_up_and_down_and_the_gateway_keeps_none_of_them()
    {
        const int Size = 100 * 1024 * 1024;
        await using var replica = await Replica.StartAsync(async context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await new Pattern(Size).CopyToAsync(context.Response.Body, context.RequestAborted);
                return;
            }

            await context.Response.Body.WriteAsync(await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var content = new StreamContent(new Pattern(Size));
        content.Headers.ContentLength = Size;
        var expected = await SHA256.HashDataAsync(new Pattern(Size), gateway.Deadline);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        await using var sampler = new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before), state: null, 0, period: 5);

        using var up = await gateway.Client.PostAsync(new Uri("/x", UriKind.Relative), content, gateway.Deadline);
        Assert.Equal(expected, await up.Content.ReadAsByteArrayAsync(gateway.Deadline));
        await using var down = await gateway.Client.GetStreamAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);
        Assert.Equal(expected, await SHA256.HashDataAsync(down, gateway.Deadline));

        Assert.InRange(most, 1, Size / 3);
    }

    /// <summary>Bytes that are the same each time and are kept nowhere.</summary>
    private sealed class Pattern(long size) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => size;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, size - position);
            for (var i = 0; i < count; i++)
            {
                buffer[i] = (byte)((position + i) * 31 >> 3);
            }

            position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
