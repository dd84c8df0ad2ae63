using System.Reflection;
using k8s.Models;

namespace InferenceEndpoints.Informers;

/// <summary>What the API server calls a kind in its paths. <see cref="Group"/> is empty for the core group.</summary>
public sealed record ResourceKind(string Group, string Version, string Plural)
{
    /// <exception cref="InvalidOperationException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static ResourceKind Of<T>()
    {
        var entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{typeof(T)} has no [KubernetesEntity] attribute.");
        return new ResourceKind(entity.Group ?? "", entity.ApiVersion, entity.PluralName);
    }

    public override string ToString() => Group.Length == 0 ? $"{Plural}/{Version}" : $"{Plural}.{Group}/{Version}";
}
