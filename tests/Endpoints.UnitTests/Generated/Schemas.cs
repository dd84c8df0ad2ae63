using InferenceEndpoints.Crds;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Generated;

/// <summary>A place in a schema.</summary>
/// <param name="Path">As errors name it: <c>spec.model.secrets[NAME].key</c>.</param>
/// <param name="Parent">Null: the root.</param>
internal sealed record SchemaField(string Path, string Name, V1JSONSchemaProps Schema, SchemaField? Parent);

/// <summary>The schemas of the custom resources, field by field.</summary>
internal static class Schemas
{
    /// <summary>The key that stands for any key of a map.</summary>
    public const string AnyKey = "NAME";

    public static IReadOnlyList<V1CustomResourceDefinition> All { get; } = CustomResources.Definitions();

    public static V1JSONSchemaProps Of(string kind) =>
        All.Single(crd => crd.Spec!.Names!.Kind == kind).Spec!.Versions!.Single().Schema!.OpenAPIV3Schema!;

    /// <summary>The root, and everything below it; what a list holds is named <c>path[]</c>.</summary>
    public static IEnumerable<SchemaField> Fields(string kind) => Below(new SchemaField("", "", Of(kind), null));

    private static IEnumerable<SchemaField> Below(SchemaField field) => Children(field).SelectMany(Below).Prepend(field);

    private static IEnumerable<SchemaField> Children(SchemaField field)
    {
        foreach (var (name, schema) in field.Schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
        {
            yield return new SchemaField($"{field.Path}.{name}".TrimStart('.'), name, schema, field);
        }

        if (field.Schema.AdditionalProperties is V1JSONSchemaProps value)
        {
            yield return new SchemaField($"{field.Path}[{AnyKey}]", AnyKey, value, field);
        }

        if (field.Schema.Items is V1JSONSchemaProps item)
        {
            yield return new SchemaField($"{field.Path}[]", "[]", item, field);
        }
    }
}
