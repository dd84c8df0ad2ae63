namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>The OpenAPI example.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExampleAttribute : Attribute
{
    public ExampleAttribute(bool value) => Value = value;

    public ExampleAttribute(long value) => Value = value;

    public ExampleAttribute(double value) => Value = value;

    public ExampleAttribute(string value) => Value = value;

    /// <summary>The string value is JSON and goes into the schema as the value it denotes, not as a string.</summary>
    public bool Json { get; init; }

    public object Value { get; }
}
