namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Leaves the property out of the schema, or the class out of the generated CRDs.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class IgnoreAttribute : Attribute;
