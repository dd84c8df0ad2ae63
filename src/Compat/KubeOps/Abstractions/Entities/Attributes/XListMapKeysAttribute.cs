namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The fields that identify an element of a list of type map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListMapKeysAttribute(params string[] keys) : Attribute
{
    public string[] Keys => keys;
}
