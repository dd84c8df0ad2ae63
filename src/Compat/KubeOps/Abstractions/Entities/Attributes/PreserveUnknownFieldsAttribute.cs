namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The API server keeps fields that the schema does not name.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
