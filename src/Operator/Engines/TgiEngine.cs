using InferenceEndpoints.Entities;

using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Text Generation Inference: everything by environment, as its launcher reads flags from there too.</summary>
internal static class TgiEngine
{
    private const int DefaultPort = 80;

    public static EngineContainer Build(EngineInput input, TgiImage image)
    {
        var port = image.Port ?? DefaultPort;
        return new EngineContainer
        {
            Image = image.Url ?? input.Defaults.Images.Tgi,
            Port = port,
            HealthRoute = image.HealthRoute ?? EngineContainer.DefaultHealthRoute,
            Env = Of(
                ("MODEL_ID", EngineContainer.ModelPath),
                ("PORT", Text(port)),
                ("NUM_SHARD", input.Accelerators > 0 ? Text(input.Accelerators) : null),
                ("MAX_INPUT_TOKENS", Text(image.MaxInputTokens)),
                ("MAX_TOTAL_TOKENS", Text(image.MaxTotalTokens)),
                ("MAX_BATCH_PREFILL_TOKENS", Text(image.MaxBatchPrefillTokens)),
                ("MAX_BATCH_TOTAL_TOKENS", Text(image.MaxBatchTotalTokens)),
                ("QUANTIZE", image.Quantize),
                ("DISABLE_CUSTOM_KERNELS", Text(image.DisableCustomKernels)),
                // Weights are in place: the engine asks the Hub for nothing and reports to nobody.
                ("HF_HUB_OFFLINE", "1"),
                ("USAGE_STATS", "off")),
        };
    }
}
