using System.Buffers;
using System.Text;
using System.Text.Json;

using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>A streamed completion, event by event, as TGI would stream it.</summary>
internal sealed class GenerationStream(CompletionRequest request) : IAnswerTranslation
{
    /// <summary>An event holds a few tokens.</summary>
    private const int MaxLineBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> line = new();
    private readonly StringBuilder whole = new();
    private int index;

    private static ReadOnlySpan<byte> Data => "data:"u8;

    public void Write(ReadOnlySpan<byte> data, IBufferWriter<byte> to)
    {
        while (data.IndexOf((byte)'\n') is var end and >= 0)
        {
            line.Write(data[..end]);
            data = data[(end + 1)..];
            WriteLine(line.WrittenSpan.TrimEnd((byte)'\r'), to);
            line.ResetWrittenCount();
        }

        if (line.WrittenCount + data.Length > MaxLineBytes)
        {
            throw new MalformedResponseException("an event without an end");
        }

        line.Write(data);
    }

    public void End(IBufferWriter<byte> to)
    {
        // An event ends with its line: what is left is none.
    }

    private void WriteLine(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        if (!text.StartsWith(Data))
        {
            return; // the end of an event, or a comment
        }

        var json = text[Data.Length..].Trim((byte)' ');
        if (json.SequenceEqual("[DONE]"u8))
        {
            return; // TGI's streams end without a word
        }

        var completion = Completion.Parse(json);
        if (completion.Text.Length > 0 || completion.FinishReason is not null)
        {
            whole.Append(completion.Text);
            WriteEvent(completion, to);
        }
    }

    private void WriteEvent(Completion completion, IBufferWriter<byte> to)
    {
        to.Write(Data);
        using (var json = new Utf8JsonWriter(to))
        {
            GenerationJson.WriteEvent(json, request, ++index, completion, completion.FinishReason is null ? null : whole.ToString());
        }

        to.Write("\n\n"u8);
    }
}
