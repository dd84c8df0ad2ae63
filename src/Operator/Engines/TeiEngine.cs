using InferenceEndpoints.Entities;

using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Text Embeddings Inference. Its images differ by hardware; the operator's setting names one for GPUs and one for CPUs.</summary>
internal static class TeiEngine
{
    private const int DefaultPort = 80;

    public static EngineContainer Build(EngineInput input, TeiImage image)
    {
        var port = image.Port ?? DefaultPort;
        var images = input.Defaults.Images;
        return new EngineContainer
        {
            Image = image.Url ?? (input.Accelerators > 0 ? images.Tei : images.TeiCpu),
            Port = port,
            HealthRoute = image.HealthRoute ?? EngineContainer.DefaultHealthRoute,
            Env = Of(
                ("MODEL_ID", EngineContainer.ModelPath),
                ("PORT", Text(port)),
                ("MAX_BATCH_TOKENS", Text(image.MaxBatchTokens)),
                ("MAX_CONCURRENT_REQUESTS", Text(image.MaxConcurrentRequests)),
                ("POOLING", image.Pooling)),
            ReadOnlyRoot = true,
        };
    }
}
