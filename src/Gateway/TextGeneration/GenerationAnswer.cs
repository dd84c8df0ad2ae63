using System.Buffers;
using System.Text.Json;

using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>A completion in one piece, as TGI would answer.</summary>
internal sealed class GenerationAnswer(CompletionRequest request) : IAnswerTranslation
{
    /// <summary>More text than any model writes in one answer.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> received = new();

    public void Write(ReadOnlySpan<byte> data, IBufferWriter<byte> to)
    {
        if (received.WrittenCount + data.Length > MaxBytes)
        {
            throw new MalformedResponseException("more than a completion can be");
        }

        received.Write(data);
    }

    public void End(IBufferWriter<byte> to)
    {
        var completion = Completion.Parse(received.WrittenSpan);
        using var json = new Utf8JsonWriter(to);
        GenerationJson.WriteAnswer(json, request, completion);
    }
}
