namespace KubeOps.Abstractions.Rbac;

[Flags]
public enum RbacVerb
{
    None = 0,

    /// <summary>The wildcard <c>*</c>.</summary>
    All = 1 << 0,
    Get = 1 << 1,
    List = 1 << 2,
    Watch = 1 << 3,
    Create = 1 << 4,
    Update = 1 << 5,
    Patch = 1 << 6,
    Delete = 1 << 7,

    /// <summary>Every verb by its name: what policies that forbid the wildcard accept.</summary>
    AllExplicit = 1 << 8,
}
