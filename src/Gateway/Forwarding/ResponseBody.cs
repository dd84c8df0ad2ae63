using System.Buffers;
using System.IO.Pipelines;

using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Passes a replica's body on as it comes: it never waits for more with something in hand, so that each token is seen when it is made.</summary>
internal sealed class ResponseBody(Attempt attempt, BodyFraming framing, IAnswerTranslation? translation)
{
    /// <summary>As long as more is there, this much is collected before it is sent.</summary>
    private const int MaxBatch = 64 * 1024;

    private readonly UpstreamConnection connection = attempt.Connection;
    private readonly HttpResponse response = attempt.Exchange.Context.Response;
    private readonly PipeWriter writer = attempt.Exchange.Context.Response.BodyWriter;
    private readonly bool isFramed =
        translation is null && !attempt.Exchange.Context.Response.HasStarted && ChunkedFraming.IsNeeded(framing, attempt.Exchange.Context);

    private readonly UsageTail? usage = UsageTail.Of(attempt.Connection.Head);
    private ArrayBufferWriter<byte>? translated;
    private BodyDecoder decoder = new(framing);
    private int unflushed;

    /// <returns>False: the caller went away.</returns>
    public async Task<bool> CopyAsync()
    {
        using var end = usage;
        if (isFramed)
        {
            response.Headers.TransferEncoding = "chunked";
        }

        if (translation is not null)
        {
            translated = new ArrayBufferWriter<byte>();
            if (!response.HasStarted)
            {
                response.ContentLength = null; // it becomes another one
            }
        }

        await response.StartAsync();
        var hasFlushed = false;
        while (!Write())
        {
            var more = connection.WaitAsync();
            if (!more.IsCompleted || unflushed >= MaxBatch)
            {
                var isLong = unflushed >= MaxBatch;
                hasFlushed = true;
                unflushed = 0;
                if (!attempt.EndFlush(await attempt.BeginFlush()))
                {
                    return false;
                }

                if (isLong)
                {
                    await Task.Yield(); // the thread has others to hear of
                }
            }

            await more;
            if (!connection.TryReceive())
            {
                if (!decoder.EndsWithConnection)
                {
                    throw new MalformedResponseException("an incomplete body");
                }

                break;
            }
        }

        if (translation is not null)
        {
            translation.End(translated!);
            WriteTranslated();
        }

        attempt.Exchange.Usage = TokenUsage.Of(connection.Head) is { Generated: not null } told ? told : end?.Read() ?? default;

        // Kestrel sends an answer of one piece when the request has been handled, and of a longer one what has been flushed.
        return !hasFlushed || attempt.EndFlush(await attempt.BeginFlush());
    }

    /// <summary>Writes all that has been received. True: it was the last.</summary>
    private bool Write()
    {
        while (true)
        {
            var bytes = connection.Received.Unread;
            var (part, length) = decoder.Next(bytes);
            switch (part)
            {
                case BodyPart.Incomplete:
                    return false;
                case BodyPart.Data:
                    WriteData(bytes[..length]);
                    break;
                case BodyPart.Trailers:
                    WriteEnd(Trailers.Parse(bytes[..length]));
                    break;
                case BodyPart.End:
                    return true;
                case BodyPart.Malformed:
                    throw new MalformedResponseException("chunks that are none");
            }

            connection.Received.Take(length);
        }
    }

    private void WriteData(ReadOnlySpan<byte> data)
    {
        usage?.Add(data);
        if (translation is null)
        {
            Write(data);
            return;
        }

        translation.Write(data, translated!);
        WriteTranslated();
    }

    private void WriteTranslated()
    {
        if (translated!.WrittenCount > 0)
        {
            Write(translated.WrittenSpan);
            translated.ResetWrittenCount();
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        attempt.Exchange.AddSent(data.Length);
        attempt.Exchange.Recording?.Add(data);
        unflushed += data.Length;
        if (isFramed)
        {
            ChunkedFraming.WriteChunk(writer, data);
        }
        else
        {
            writer.Write(data);
        }
    }

    private void WriteEnd(IReadOnlyList<HeaderField> trailers)
    {
        if (isFramed)
        {
            ChunkedFraming.WriteEnd(writer, trailers);
        }
        else
        {
            Trailers.Append(response, trailers);
        }
    }
}
