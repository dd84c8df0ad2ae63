namespace KubeOps.Abstractions.Rbac;

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class RbacAttribute : Attribute;
