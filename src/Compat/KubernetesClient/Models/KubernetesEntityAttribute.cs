namespace k8s.Models;

/// <summary>Where a kind is found in the API.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>Empty for the core group.</summary>
    public string Group { get; set; } = "";

    public string Kind { get; set; } = "";

    /// <summary>The version alone, such as <c>v1</c>.</summary>
    public string ApiVersion { get; set; } = "";

    public string PluralName { get; set; } = "";
}
