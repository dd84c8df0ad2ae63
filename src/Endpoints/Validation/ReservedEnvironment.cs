using System.Collections.Frozen;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>
/// Environment variables that the platform sets for an engine and that would break the endpoint if they were set otherwise. Everything
/// else is the user's, MODEL_ID included: clients of Hugging Face set it to /repository, which is where the model is.
/// </summary>
internal static class ReservedEnvironment
{
    private const string ModelDirectory = "leave it out: the model is in /repository";

    private static readonly FrozenDictionary<string, string> s_tgi = Table(
        ("PORT", "set model.image.tgi.port"), ("HOSTNAME", "leave it out: the server listens on all addresses"));

    private static readonly FrozenDictionary<string, string> s_tei = Table(
        ("PORT", "set model.image.tei.port"), ("HOSTNAME", "leave it out: the server listens on all addresses"));

    private static readonly FrozenDictionary<string, string> s_toolkit = Table(
        ("HF_MODEL_DIR", ModelDirectory), ("HF_MODEL_ID", ModelDirectory));

    // The list of Hugging Face's documentation.
    private static readonly FrozenDictionary<string, string> s_llamacpp = Table(
        ("LLAMA_ARG_MODEL", "set model.image.llamacpp.modelPath"),
        ("LLAMA_ARG_THREADS_HTTP", "set model.image.llamacpp.threadsHttp"),
        ("LLAMA_ARG_HTTP_THREADS", "set model.image.llamacpp.threadsHttp"),
        ("LLAMA_ARG_N_GPU_LAYERS", "set model.image.llamacpp.nGpuLayers"),
        ("LLAMA_ARG_EMBEDDINGS", "set model.image.llamacpp.mode"),
        ("LLAMA_ARG_HOST", "leave it out: the server listens on all addresses"),
        ("LLAMA_ARG_PORT", "set model.image.llamacpp.port"),
        ("LLAMA_ARG_NO_MMAP", "leave it out"),
        ("LLAMA_ARG_CTX_SIZE", "set model.image.llamacpp.ctxSize"),
        ("LLAMA_ARG_N_PARALLEL", "set model.image.llamacpp.nParallel"),
        ("LLAMA_ARG_ENDPOINT_METRICS", "leave it out: metrics are on"));

    /// <summary>What to do instead of setting the variable; null: it is free.</summary>
    public static string? Remedy(ImageSpec image, string name) => (image switch
    {
        { Tgi: not null } => s_tgi,
        { Tei: not null } => s_tei,
        { Huggingface: not null } => s_toolkit,
        { Llamacpp: not null } => s_llamacpp,
        _ => FrozenDictionary<string, string>.Empty,
    }).GetValueOrDefault(name);

    private static FrozenDictionary<string, string> Table(params (string Name, string Remedy)[] rows) =>
        rows.ToFrozenDictionary(row => row.Name, row => row.Remedy);
}
