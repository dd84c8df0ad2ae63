namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The closed set of values that the field may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnumValuesAttribute : Attribute
{
    public EnumValuesAttribute(params string[] values) => Values = values;

    public EnumValuesAttribute(params long[] values) => Values = [.. values.Cast<object>()];

    public EnumValuesAttribute(params double[] values) => Values = [.. values.Cast<object>()];

    public IReadOnlyList<object> Values { get; }
}
