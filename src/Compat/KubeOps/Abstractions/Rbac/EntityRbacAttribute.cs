namespace KubeOps.Abstractions.Rbac;

/// <summary>The operator needs the verbs on the given entities; the generated role grants them.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : RbacAttribute
{
    public IEnumerable<Type> Entities => entities;

    public RbacVerb Verbs { get; init; }
}
