namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The value that the API server fills in when the field is absent.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, Inherited = true)]
public sealed class DefaultValueAttribute : Attribute
{
    public DefaultValueAttribute(bool value) => Value = value;

    public DefaultValueAttribute(long value) => Value = value;

    public DefaultValueAttribute(double value) => Value = value;

    public DefaultValueAttribute(string value) => Value = value;

    /// <summary>The string value is JSON and goes into the schema as the value it denotes, not as a string.</summary>
    public bool Json { get; init; }

    public object Value { get; }
}
