using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>Image references that begin with <see cref="From"/> begin with <see cref="To"/> instead.</summary>
public sealed class ImageRewrite
{
    /// <summary>A registry, a path or a whole reference, such as <c>ghcr.io/huggingface/</c>.</summary>
    [Required(ErrorMessage = "Operator:Models:Images:Rewrites: From must say which images are meant")]
    public string From { get; set; } = "";

    /// <summary>What takes its place, such as <c>registry.internal/huggingface/</c>.</summary>
    [Required(ErrorMessage = "Operator:Models:Images:Rewrites: To must say where the images are")]
    public string To { get; set; } = "";
}
