using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>What model pods get where the endpoint's spec is silent.</summary>
public sealed class ModelDefaults
{
    /// <summary>Images by engine: <c>tgi</c>, <c>huggingface</c>, <c>vllm</c>, <c>sglang</c>, <c>tei</c>, <c>llamacpp</c>, and <c>downloader</c>.</summary>
    [Required]
    [ValidateObjectMembers]
    public ImageOptions Images { get; set; } = new();

    /// <summary>
    /// What <c>image: {huggingface: {}}</c> runs for <c>text-generation</c>: <c>tgi</c> (default, as Hugging Face chose) or <c>vllm</c>
    /// (TGI is in maintenance).
    /// </summary>
    [RegularExpression("^(tgi|vllm)$", ErrorMessage = "Operator:Models:TextGenerationEngine must be tgi or vllm")]
    public string TextGenerationEngine { get; set; } = "tgi";

    /// <summary>The Hub that models are downloaded from. Null: the hub client's own default. Set it to a mirror inside the network.</summary>
    [Url(ErrorMessage = "Operator:Models:HubEndpoint must be an http or https URL")]
    public string? HubEndpoint { get; set; }

    /// <summary>Seconds that a terminating pod may spend on its generations. Default 120: TGI itself drains for up to 90.</summary>
    [Range(1, 3_600, ErrorMessage = "Operator:Models:TerminationGracePeriodSeconds must be between 1 and 3600")]
    public int TerminationGracePeriodSeconds { get; set; } = 120;

    /// <summary>
    /// Seconds that a pod keeps serving after it was told to stop, so that whoever routes to it sees it leave before it refuses.
    /// Default 5; 0: none.
    /// </summary>
    [Range(0, 60, ErrorMessage = "Operator:Models:DrainSeconds must be between 0 and 60")]
    public int DrainSeconds { get; set; } = 5;
}
