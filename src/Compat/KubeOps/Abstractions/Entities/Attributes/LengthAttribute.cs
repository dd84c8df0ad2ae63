namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Bounds on the length of a string; -1 is no bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(long minLength = -1, long maxLength = -1) : Attribute
{
    public long? MinLength => minLength == -1 ? null : minLength;

    public long? MaxLength => maxLength == -1 ? null : maxLength;
}
