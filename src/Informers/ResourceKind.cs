using System.Reflection;
using k8s.Models;

namespace InferenceEndpoints.Informers;

/// <summary>What the API server calls a kind in its paths. <see cref="Group"/> is empty for the core group.</summary>
public sealed record ResourceKind(string Group, string Version, string Plural)
{
    /// <exception cref="InvalidOperationException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static ResourceKind Of<T>() => Known<T>.Kind ??= Read(typeof(T));

    public override string ToString() => Group.Length == 0 ? $"{Plural}/{Version}" : $"{Plural}.{Group}/{Version}";

    private static ResourceKind Read(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type} has no [KubernetesEntity] attribute.");
        return new ResourceKind(entity.Group ?? "", entity.ApiVersion, entity.PluralName);
    }

    /// <summary>Each request asks, and attributes are slow to read.</summary>
    private static class Known<T>
    {
        public static ResourceKind? Kind { get; set; }
    }
}
