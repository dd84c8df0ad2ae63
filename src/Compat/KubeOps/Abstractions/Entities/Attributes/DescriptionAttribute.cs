namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The text that <c>kubectl explain</c> prints.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class DescriptionAttribute(string description) : Attribute
{
    public string Description => description;
}
