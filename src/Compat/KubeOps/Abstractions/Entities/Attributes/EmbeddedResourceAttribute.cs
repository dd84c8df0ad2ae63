namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The property holds a whole Kubernetes object with its own kind and metadata.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddedResourceAttribute : Attribute;
