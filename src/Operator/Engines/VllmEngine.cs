using InferenceEndpoints.Entities;

using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>vLLM's OpenAI server. It alone refuses a request for a model by a name that it was not told.</summary>
internal static class VllmEngine
{
    private const int DefaultPort = 8000;

    public static EngineContainer Build(EngineInput input, VllmImage image)
    {
        var port = image.Port ?? DefaultPort;
        var gpus = input.Accelerators;
        return new EngineContainer
        {
            Image = image.Url ?? input.Defaults.Images.Vllm,
            Port = port,
            HealthRoute = image.HealthRoute ?? EngineContainer.DefaultHealthRoute,
            Args = ["--served-model-name", .. ModelNames(input), .. Flags(
                ("--model", EngineContainer.ModelPath),
                ("--host", "0.0.0.0"),
                ("--port", Text(port)),
                ("--tensor-parallel-size", Text(image.TensorParallelSize ?? Shards(gpus, image.DataParallelSize))),
                ("--data-parallel-size", Text(image.DataParallelSize)),
                ("--kv-cache-dtype", image.KvCacheDtype),
                ("--max-num-batched-tokens", Text(image.MaxNumBatchedTokens)),
                ("--max-num-seqs", Text(image.MaxNumSeqs)))],
            Env = Of(("HF_HUB_OFFLINE", "1"), ("VLLM_NO_USAGE_STATS", "1"), ("HOME", "/tmp")),
        };
    }

    /// <summary>Whatever clients of Hugging Face, and of the gateway, call the model. Its answers have the first.</summary>
    private static IEnumerable<string> ModelNames(EngineInput input) =>
        new[] { input.Endpoint.Name, input.Endpoint.ToString(), input.Model.Repository, EngineContainer.ModelPath, "tgi", "dummy" }.Distinct(StringComparer.Ordinal);

    // Copies of the model share the GPUs: 8 GPUs and 2 copies leave 4 for each.
    private static int? Shards(int gpus, int? copies) => gpus > 1 ? Math.Max(1, gpus / Math.Max(1, copies ?? 1)) : null;
}
