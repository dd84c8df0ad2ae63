namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The OpenAPI format, such as <c>date-time</c>; null removes the one derived from the type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string? format) : Attribute
{
    public string? Format => format;
}
