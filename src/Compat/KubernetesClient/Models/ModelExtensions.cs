namespace k8s.Models;

/// <summary>Shorthands for metadata.</summary>
public static class ModelExtensions
{
    public static string Name(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Name;

    public static string? Namespace(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.NamespaceProperty;

    public static string? Uid(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Uid;

    public static string? ResourceVersion(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.ResourceVersion;

    public static long? Generation(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Generation;

    public static DateTime? DeletionTimestamp(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.DeletionTimestamp;

    public static IDictionary<string, string>? Labels(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Labels;

    public static IDictionary<string, string>? Annotations(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Annotations;

    public static IList<string>? Finalizers(this IMetadata<V1ObjectMeta> obj) => obj.Metadata.Finalizers;

    public static string? GetAnnotation(this IMetadata<V1ObjectMeta> obj, string key) =>
        obj.Metadata.Annotations?.TryGetValue(key, out var value) == true ? value : null;

    public static string? GetLabel(this IMetadata<V1ObjectMeta> obj, string key) =>
        obj.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
