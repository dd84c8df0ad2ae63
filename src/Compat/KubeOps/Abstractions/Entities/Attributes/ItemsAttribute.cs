namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Bounds on the length of a list; -1 is no bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(long minItems = -1, long maxItems = -1) : Attribute
{
    public long? MinItems => minItems == -1 ? null : minItems;

    public long? MaxItems => maxItems == -1 ? null : maxItems;
}
