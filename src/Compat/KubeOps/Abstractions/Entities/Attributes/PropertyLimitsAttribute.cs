namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Bounds on the number of entries of a map; -1 is no bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyLimitsAttribute(long minProperties = -1, long maxProperties = -1) : Attribute
{
    public long? MinProperties => minProperties == -1 ? null : minProperties;

    public long? MaxProperties => maxProperties == -1 ? null : maxProperties;
}
