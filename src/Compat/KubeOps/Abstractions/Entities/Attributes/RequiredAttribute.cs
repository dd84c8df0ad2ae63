namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The property must be set. On a class: every property of that type.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class RequiredAttribute : Attribute;
