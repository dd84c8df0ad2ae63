using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Finds the engine that a spec asks for.</summary>
internal static class EngineSelector
{
    private const string CustomFramework = "custom";

    public static EngineContainer Build(EngineInput input) => input.Model.Image switch
    {
        { Tgi: { } tgi } => TgiEngine.Build(input, tgi),
        { Vllm: { } vllm } => VllmEngine.Build(input, vllm),
        { Sglang: { } sglang } => SglangEngine.Build(input, sglang),
        { Tei: { } tei } => TeiEngine.Build(input, tei),
        { Llamacpp: { } llamacpp } => LlamaCppEngine.Build(input, llamacpp),
        { Custom: { } custom } => CustomEngine.Build(custom),
        _ => Choose(input),
    };

    // `huggingface: {}`: the platform chooses. A repository with a handler.py declares the framework `custom`: the operator cannot look
    // into the repository, and the toolkit runs the handler of any repository that has one.
    private static EngineContainer Choose(EngineInput input) => (input.Model.Framework, input.Model.Task) switch
    {
        (CustomFramework, _) => ToolkitEngine.Build(input),
        (_, "text-generation" or "conversational") when input.Defaults.TextGenerationEngine == "vllm" => VllmEngine.Build(input, new VllmImage()),
        (_, "text-generation" or "conversational") => TgiEngine.Build(input, new TgiImage()),
        (_, "feature-extraction" or "sentence-similarity" or "sentence-embeddings" or "sentence-ranking") => TeiEngine.Build(input, new TeiImage()),
        _ => ToolkitEngine.Build(input),
    };
}
