using System.Buffers;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Passes a replica's body on as it comes: every read is flushed, so that each token is seen when it is made.</summary>
internal static class ResponseBody
{
    private const int BufferSize = 16 * 1024;

    /// <param name="from">The replica's body.</param>
    /// <param name="exchange">Where it goes.</param>
    /// <param name="isFramed">The chunks are ours to make: see <see cref="ChunkedFraming"/>.</param>
    /// <param name="activity">Hears of each read.</param>
    public static async Task CopyAsync(Stream from, Exchange exchange, bool isFramed, ActivityTimeout activity)
    {
        var writer = exchange.Context.Response.BodyWriter;
        var isFirst = true;
        while (true)
        {
            // A read into nothing waits until there is something to read, so that an idle stream holds no buffer.
            var waiting = from.ReadAsync(Memory<byte>.Empty, activity.Token);
            if (isFirst && !waiting.IsCompleted)
            {
                // The headers go ahead of a body that is yet to be made, and with one that is there.
                await writer.FlushAsync(activity.Token);
            }

            await waiting;
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                var count = await from.ReadAsync(buffer, activity.Token);
                if (isFirst)
                {
                    isFirst = false;
                    exchange.Route.Meter.FirstByte(exchange.Elapsed);
                }

                if (count == 0)
                {
                    return;
                }

                if (isFramed)
                {
                    ChunkedFraming.WriteChunk(writer, buffer.AsSpan(0, count));
                }
                else
                {
                    writer.Write(buffer.AsSpan(0, count));
                }

                activity.IsCallersTurn = true;
                if ((await writer.FlushAsync(activity.Token)).IsCompleted)
                {
                    exchange.Status = Exchange.CallerGone;
                    return;
                }

                activity.IsCallersTurn = false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            activity.Touch();
        }
    }
}
