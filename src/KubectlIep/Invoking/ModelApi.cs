using InferenceEndpoints.Entities;

namespace InferenceEndpoints.KubectlIep.Invoking;

/// <summary>What kind of request a model server understands.</summary>
internal enum ModelApi
{
    /// <summary>OpenAI's <c>/v1/chat/completions</c>, which fills in the model's chat template.</summary>
    Chat,

    /// <summary>OpenAI's <c>/v1/completions</c>: the text as it is.</summary>
    Completion,

    /// <summary>Hugging Face's <c>POST /</c> with <c>inputs</c>; the answer depends on the task.</summary>
    Inputs,
}

internal static class ModelApis
{
    public static ModelApi Of(ModelSpec model, bool isRaw) => (GeneratesText(model), isRaw) switch
    {
        (false, _) => ModelApi.Inputs,
        (true, true) => ModelApi.Completion,
        _ => ModelApi.Chat,
    };

    private static bool GeneratesText(ModelSpec model) => model switch
    {
        { Image: { Tgi: not null } or { Vllm: not null } or { Sglang: not null } or { Llamacpp: not null } } => true,
        { Image: { Tei: not null } or { Custom: not null } } or { Framework: "custom" } => false,
        _ => model.Task is "text-generation" or "conversational",
    };
}
