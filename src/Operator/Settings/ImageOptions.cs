using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>Container images of the engines and the model downloader.</summary>
public sealed class ImageOptions
{
    [Required(ErrorMessage = "Operator:Models:Images:Tgi must name an image")]
    public string Tgi { get; set; } = "ghcr.io/huggingface/text-generation-inference:3.3.7";

    /// <summary>The inference toolkit. Hugging Face's own build is not public: build it from its Dockerfile, or name a Deep Learning Container.</summary>
    [Required(ErrorMessage = "Operator:Models:Images:HuggingFace must name an image")]
    public string HuggingFace { get; set; } = "ghcr.io/huggingface/huggingface-inference-toolkit:0.5.6";

    [Required(ErrorMessage = "Operator:Models:Images:Vllm must name an image")]
    public string Vllm { get; set; } = "vllm/vllm-openai:v0.23.0";

    [Required(ErrorMessage = "Operator:Models:Images:Sglang must name an image")]
    public string Sglang { get; set; } = "lmsysorg/sglang:v0.5.6";

    [Required(ErrorMessage = "Operator:Models:Images:Tei must name an image")]
    public string Tei { get; set; } = "ghcr.io/huggingface/text-embeddings-inference:1.9";

    [Required(ErrorMessage = "Operator:Models:Images:TeiCpu must name an image")]
    public string TeiCpu { get; set; } = "ghcr.io/huggingface/text-embeddings-inference:cpu-1.9";

    [Required(ErrorMessage = "Operator:Models:Images:LlamaCpp must name an image")]
    public string LlamaCpp { get; set; } = "ghcr.io/ggml-org/llama.cpp:server";

    [Required(ErrorMessage = "Operator:Models:Images:LlamaCppGpu must name an image")]
    public string LlamaCppGpu { get; set; } = "ghcr.io/ggml-org/llama.cpp:server-cuda";

    /// <summary>
    /// Has <c>sh</c> and the <c>hf</c> command of huggingface_hub on its path; runs as any user, with a read-only root. With its
    /// <c>python3</c> there, too, it tells how far a download is.
    /// </summary>
    [Required(ErrorMessage = "Operator:Models:Images:Downloader must name an image")]
    public string Downloader { get; set; } = "ghcr.io/inference-endpoints/model-downloader:0.1.0";

    /// <summary>
    /// Where images of model pods come from instead, those named in a spec too: for mirrors and clusters without a way out. Of several
    /// that match the longest holds.
    /// </summary>
    [ValidateEnumeratedItems]
    public IList<ImageRewrite> Rewrites { get; } = [];

    /// <summary>Names of pull secrets that every model pod refers to, in the endpoint's namespace.</summary>
    public IList<string> PullSecrets { get; } = [];
}
