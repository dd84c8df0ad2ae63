namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Short names for <c>kubectl</c>, such as <c>iep</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    public string[] ShortNames => shortNames;
}
