using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>Pods, by their namespace and labels.</summary>
public sealed class PodsOptions
{
    /// <summary>The name of their namespace.</summary>
    [Required(ErrorMessage = "Operator:NetworkPolicy: Namespace must name the namespace of the pods that may reach replicas")]
    public string Namespace { get; set; } = "";

    /// <summary>As <c>name=value,name=value</c>; empty: all pods of the namespace.</summary>
    [RegularExpression(@"^([\w./-]+=[\w.-]*(,[\w./-]+=[\w.-]*)*)?$", ErrorMessage = "Operator:NetworkPolicy: Labels must be of the form name=value,name=value")]
    public string Labels { get; set; } = "";

    public Dictionary<string, string> MatchLabels() => Labels
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(label => label.Split('='))
        .ToDictionary(label => label[0], label => label[1], StringComparer.Ordinal);
}
