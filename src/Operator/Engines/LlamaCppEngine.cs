using InferenceEndpoints.Entities;

using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>llama.cpp's server. Its default port has changed between releases, so it is always told.</summary>
internal static class LlamaCppEngine
{
    private const int DefaultPort = 8080;

    public static EngineContainer Build(EngineInput input, LlamacppImage image)
    {
        var port = image.Port ?? DefaultPort;
        var images = input.Defaults.Images;
        return new EngineContainer
        {
            Image = image.Url ?? (input.Accelerators > 0 ? images.LlamaCppGpu : images.LlamaCpp),
            Port = port,
            HealthRoute = image.HealthRoute ?? EngineContainer.DefaultHealthRoute,
            Env = Of(
                ("LLAMA_ARG_MODEL", $"{EngineContainer.ModelPath}/{image.ModelPath}"),
                ("LLAMA_ARG_ALIAS", input.Endpoint.Name),
                ("LLAMA_ARG_HOST", "0.0.0.0"),
                ("LLAMA_ARG_PORT", Text(port)),
                ("LLAMA_ARG_ENDPOINT_METRICS", "1"),
                ("LLAMA_ARG_CTX_SIZE", Text(image.CtxSize)),
                ("LLAMA_ARG_N_PARALLEL", Text(image.NParallel)),
                ("LLAMA_ARG_THREADS_HTTP", Text(image.ThreadsHttp)),
                ("LLAMA_ARG_N_GPU_LAYERS", Text(image.NGpuLayers)),
                ("LLAMA_ARG_EMBEDDINGS", Flag(image.Mode is LlamacppModes.Embeddings)),
                ("LLAMA_ARG_RERANKING", Flag(image.Mode is LlamacppModes.Reranking)),
                ("LLAMA_ARG_POOLING", image.Pooling),
                ("LLAMA_ARG_MMPROJ", image.MmprojModelPath is { } projector ? $"{EngineContainer.ModelPath}/{projector}" : null)),
            ReadOnlyRoot = true,
        };
    }

    private static string? Flag(bool isOn) => isOn ? "1" : null;
}
