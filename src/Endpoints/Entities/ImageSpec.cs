using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>A union: exactly one property is set.</summary>
[ValidationRule(
    "[has(self.tgi), has(self.huggingface), has(self.vllm), has(self.sglang), has(self.tei), has(self.llamacpp), has(self.custom)]"
        + ".filter(set, set).size() == 1",
    message: "exactly one engine must be set: tgi, huggingface, vllm, sglang, tei, llamacpp or custom")]
public sealed class ImageSpec
{
    [Description("Text Generation Inference.")]
    public TgiImage? Tgi { get; set; }

    [Description("The platform chooses by model.task; a repository with a handler.py (custom handler) and every task without a server of "
        + "its own run on the Hugging Face inference toolkit.")]
    public HuggingFaceImage? Huggingface { get; set; }

    [Description("vLLM's OpenAI-compatible server.")]
    public VllmImage? Vllm { get; set; }

    [Description("SGLang.")]
    public SglangImage? Sglang { get; set; }

    [Description("Text Embeddings Inference: embeddings, ranking, classification of text.")]
    public TeiImage? Tei { get; set; }

    [Description("The server of llama.cpp, for GGUF files.")]
    public LlamacppImage? Llamacpp { get; set; }

    [Description("Any container that serves HTTP. The model's files are in /repository.")]
    public CustomImage? Custom { get; set; }
}

/// <summary>What every engine with an image of its own has.</summary>
public abstract class EngineImage
{
    [Description("The container image. Absent: the image that the operator is configured with for this engine.")]
    [Length(1, 512)]
    [Pattern(Patterns.ImageReference)]
    public virtual string? Url { get; set; }

    [Description("The port that the server listens on. Absent: the engine's usual one; 80 for a custom image.")]
    [RangeMinimum(1)]
    [RangeMaximum(65_535)]
    public int? Port { get; set; }

    [Description("The path that answers 200 when the server is ready. Absent: /health.")]
    [Length(1, 1024)]
    [Pattern(Patterns.UrlPath)]
    public string? HealthRoute { get; set; }
}

public sealed class HuggingFaceImage;

[ValidationRule(
    "!has(self.maxInputTokens) || !has(self.maxTotalTokens) || self.maxInputTokens < self.maxTotalTokens",
    message: "maxInputTokens must be below maxTotalTokens, which leaves room for the answer")]
public sealed class TgiImage : EngineImage
{
    [Description("The longest prompt, in tokens. Absent: derived from the model and the GPU's memory.")]
    [RangeMinimum(1)]
    public int? MaxInputTokens { get; set; }

    [Description("The longest prompt and answer together, in tokens. Absent: derived from the model and the GPU's memory.")]
    [RangeMinimum(1)]
    public int? MaxTotalTokens { get; set; }

    [Description("The most tokens that are prefilled at once.")]
    [RangeMinimum(1)]
    public int? MaxBatchPrefillTokens { get; set; }

    [Description("The most tokens in one batch, prompts and answers together.")]
    [RangeMinimum(1)]
    public int? MaxBatchTotalTokens { get; set; }

    [Description("Quantization: awq, compressed-tensors, eetq, exl2, gptq, marlin, bitsandbytes, bitsandbytes-nf4, bitsandbytes-fp4 or fp8.")]
    [EnumValues("awq", "compressed-tensors", "eetq", "exl2", "gptq", "marlin", "bitsandbytes", "bitsandbytes-nf4", "bitsandbytes-fp4", "fp8")]
    public string? Quantize { get; set; }

    [Description("True turns off kernels that some GPUs cannot run.")]
    public bool? DisableCustomKernels { get; set; }
}

public sealed class VllmImage : EngineImage
{
    [Description("GPUs that one copy of the model is split over. Absent: all GPUs of the instance.")]
    [RangeMinimum(1)]
    public int? TensorParallelSize { get; set; }

    [Description("Copies of the model in one replica.")]
    [RangeMinimum(1)]
    public int? DataParallelSize { get; set; }

    [Description("The data type of the key-value cache, such as auto or fp8.")]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string? KvCacheDtype { get; set; }

    [Description("The most tokens in one batch.")]
    [RangeMinimum(1)]
    public int? MaxNumBatchedTokens { get; set; }

    [Description("The most requests in one batch.")]
    [RangeMinimum(1)]
    public int? MaxNumSeqs { get; set; }
}

public sealed class SglangImage : EngineImage
{
    [Description("GPUs that one copy of the model is split over. Absent: all GPUs of the instance.")]
    [RangeMinimum(1)]
    public int? TensorParallelSize { get; set; }
}

public sealed class TeiImage : EngineImage
{
    [Description("The most tokens in one batch.")]
    [RangeMinimum(1)]
    public int? MaxBatchTokens { get; set; }

    [Description("Requests in progress before the server answers 429.")]
    [RangeMinimum(1)]
    public int? MaxConcurrentRequests { get; set; }

    [Description("How token embeddings become one embedding. Absent: what the model's configuration says.")]
    [EnumValues("cls", "mean", "splade", "last-token")]
    public string? Pooling { get; set; }
}

public sealed class LlamacppImage : EngineImage
{
    [Description("The GGUF file within the repository.")]
    [Required]
    [Length(1, 512)]
    [Pattern(Patterns.RelativePath)]
    public string ModelPath { get; set; } = "";

    [Description("The context, in tokens, shared by the parallel slots.")]
    [RangeMinimum(0)]
    public int? CtxSize { get; set; }

    [Description("Requests that are served at the same time.")]
    [RangeMinimum(1)]
    public int? NParallel { get; set; }

    [Description("Threads that serve HTTP.")]
    [RangeMinimum(1)]
    public int? ThreadsHttp { get; set; }

    [Description("Layers that go to the GPU.")]
    [RangeMinimum(0)]
    public int? NGpuLayers { get; set; }

    [Description("What the server does instead of generating text.")]
    [EnumValues(LlamacppModes.Embeddings, LlamacppModes.Reranking)]
    public string? Mode { get; set; }

    [Description("The multimodal projector's file within the repository.")]
    [Length(1, 512)]
    [Pattern(Patterns.RelativePath)]
    public string? MmprojModelPath { get; set; }

    [Description("How token embeddings become one embedding.")]
    [EnumValues("none", "mean", "cls", "last", "rank")]
    public string? Pooling { get; set; }
}

/// <summary>The words of <see cref="LlamacppImage.Mode"/>.</summary>
public static class LlamacppModes
{
    public const string Embeddings = "embeddings";
    public const string Reranking = "reranking";
}

public sealed class CustomImage : EngineImage
{
    public const int DefaultPort = 80;
    public const string DefaultHealthRoute = "/health";

    [Description("The container image.")]
    [Required]
    [Length(1, 512)]
    [Pattern(Patterns.ImageReference)]
    public override string? Url { get; set; }

    [Description("Replaces the image's entrypoint.")]
    [Items(1, 64)]
    [XListType(XListType.Atomic)]
    public IList<string>? Command { get; set; }

    [Description("Arguments for the container.")]
    [Items(0, 256)]
    [XListType(XListType.Atomic)]
    public IList<string>? Args { get; set; }

    [Description("How the image is pulled from a private registry.")]
    public ImageCredentials? Credentials { get; set; }
}

public sealed class ImageCredentials
{
    [Description("A Secret of type kubernetes.io/dockerconfigjson in the endpoint's namespace.")]
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.DnsName)]
    public string SecretName { get; set; } = "";
}
