namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The smallest allowed number; exclusive on request.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(double minimum, bool exclusiveMinimum = false) : Attribute
{
    public double Minimum => minimum;

    public bool ExclusiveMinimum => exclusiveMinimum;
}
