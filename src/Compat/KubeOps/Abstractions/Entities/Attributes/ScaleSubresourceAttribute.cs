namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Enables the scale subresource with JSON paths such as <c>.spec.replicas</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScaleSubresourceAttribute(
    string specReplicasPath,
    string statusReplicasPath,
    string? labelSelectorPath = null) : Attribute
{
    public string SpecReplicasPath => specReplicasPath;

    public string StatusReplicasPath => statusReplicasPath;

    public string? LabelSelectorPath => labelSelectorPath;
}
