namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Shows the property as a column of <c>kubectl get</c>; the name defaults to the property's.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AdditionalPrinterColumnAttribute(PrinterColumnPriority priority = default, string? name = null) : Attribute
{
    public string? Name => name;

    public PrinterColumnPriority Priority => priority;
}
