namespace KubeOps.Abstractions.Entities.Attributes;

public enum XMapType
{
    Granular,
    Atomic,
}

/// <summary>How server-side apply merges the map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XMapTypeAttribute(XMapType mapType) : Attribute
{
    public XMapType MapType => mapType;
}
