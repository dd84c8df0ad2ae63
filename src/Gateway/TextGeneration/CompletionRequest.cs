using System.Buffers;
using System.Text.Json;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>
/// What Hugging Face's clients post to an endpoint's root, <c>{"inputs", "parameters", "stream"}</c>, in the words of OpenAI's
/// <c>/v1/completions</c>, as vLLM, SGLang and llama.cpp have it. Defaults are those of TGI.
/// </summary>
internal sealed record CompletionRequest
{
    private const int DefaultTokens = 100;

    /// <summary>TGI's name of a parameter that means the same, and its name here.</summary>
    private static readonly (string Tgi, string Name)[] Passed =
    [
        ("top_p", "top_p"), ("top_k", "top_k"), ("seed", "seed"), ("frequency_penalty", "frequency_penalty"),
        ("repetition_penalty", "repetition_penalty"), ("repetition_penalty", "repeat_penalty"), // the second is llama.cpp's
        ("stop", "stop"), ("stop_sequences", "stop"),
    ];

    /// <summary>What these engines cannot do over this API: left out silently, the answer would not be what was asked for.</summary>
    private static readonly string[] Refused =
        ["adapter_id", "best_of", "decoder_input_details", "grammar", "top_n_tokens", "truncate", "typical_p", "watermark"];

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the answer's text begins with: the prompt, where the caller wants it back.</summary>
    public string Prefix { get; private init; } = "";

    public bool IsStream { get; private init; }

    public bool WantsDetails { get; private init; }

    /// <param name="json">The caller's body.</param>
    /// <param name="model">The name under which the engine serves its model.</param>
    /// <param name="mistake">Why there is none.</param>
    public static CompletionRequest? Parse(ReadOnlyMemory<byte> json, string model, out string? mistake)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            mistake = Mistake(document.RootElement);
            return mistake is null ? Translate(document.RootElement, model) : null;
        }
        catch (JsonException exception)
        {
            mistake = $"the body is not JSON: {exception.Message}";
            return null;
        }
    }

    private static string? Mistake(JsonElement request) =>
        request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("inputs", out var inputs) ? "inputs is missing: set it to the prompt"
        : inputs.ValueKind != JsonValueKind.String ? "inputs must be a string"
        : request.TryGetProperty("parameters", out var parameters) && parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            ? "parameters must be an object"
        : Refused.FirstOrDefault(name => IsSet(Parameter(request, name))) is { } refused ? $"parameters.{refused}: this engine does not have it; leave it out"
        : null;

    private static CompletionRequest Translate(JsonElement request, string model)
    {
        var prompt = request.GetProperty("inputs").GetString()!;
        var isStream = IsTrue(request.TryGetProperty("stream", out var stream) ? stream : default);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            json.WriteString("prompt"u8, prompt);
            json.WriteBoolean("stream"u8, isStream);
            Write(json, "max_tokens", Parameter(request, "max_new_tokens"), DefaultTokens);
            Write(json, "temperature", Parameter(request, "temperature"), IsTrue(Parameter(request, "do_sample")) ? 1 : 0);
            foreach (var (tgi, name) in Passed)
            {
                if (Parameter(request, tgi) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value)
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return new CompletionRequest
        {
            Body = body.WrittenMemory,
            Prefix = IsTrue(Parameter(request, "return_full_text")) ? prompt : "",
            IsStream = isStream,
            WantsDetails = IsTrue(Parameter(request, "details")),
        };
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement value, int otherwise)
    {
        json.WritePropertyName(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            json.WriteNumberValue(otherwise);
        }
        else
        {
            value.WriteTo(json);
        }
    }

    private static JsonElement Parameter(JsonElement request, string name) =>
        request.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value)
            ? value
            : default;

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True;

    private static bool IsSet(JsonElement value) => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False);
}
