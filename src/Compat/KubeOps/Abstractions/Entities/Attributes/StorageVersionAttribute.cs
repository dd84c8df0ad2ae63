namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>Marks the version that etcd holds, when a kind has several.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StorageVersionAttribute : Attribute;
