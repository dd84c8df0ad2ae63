namespace KubeOps.Abstractions.Entities.Attributes;

public enum XListType
{
    Atomic,
    Set,
    Map,
}

/// <summary>How server-side apply merges the list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListTypeAttribute(XListType listType) : Attribute
{
    public XListType ListType => listType;
}
