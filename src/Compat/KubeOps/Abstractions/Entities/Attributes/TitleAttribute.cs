namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The OpenAPI title.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class TitleAttribute(string title) : Attribute
{
    public string Title => title;
}
