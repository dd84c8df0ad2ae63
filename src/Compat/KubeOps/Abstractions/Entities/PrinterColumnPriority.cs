namespace KubeOps.Abstractions.Entities;

public enum PrinterColumnPriority
{
    StandardView,

    /// <summary>Shown with <c>-o wide</c> only.</summary>
    WideView,
}
