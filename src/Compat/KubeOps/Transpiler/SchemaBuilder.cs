using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;
using KubeOps.Abstractions.Entities.Attributes;

namespace KubeOps.Transpiler;

/// <summary>Makes structural schemas of types and properties.</summary>
internal static class SchemaBuilder
{
    private static readonly string[] s_implied = ["apiVersion", "kind", "metadata"];

    /// <summary>The schema of an entity. What every object has goes without saying: a structural schema may not restrict it anyway.</summary>
    public static V1JSONSchemaProps Root(Type entity)
    {
        var schema = Object(entity, []);
        foreach (var name in s_implied)
        {
            schema.Properties!.Remove(name);
        }

        if (entity.GetProperty("Spec")?.PropertyType is { } spec && spec.GetProperties().Any(IsRequired))
        {
            schema.Required = ["spec"];
        }

        return schema;
    }

    public static V1JSONSchemaProps Property(PropertyInfo property) => Property(property, []);

    public static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static V1JSONSchemaProps Property(PropertyInfo property, HashSet<Type> ancestors)
    {
        var preserves = property.GetCustomAttribute<PreserveUnknownFieldsAttribute>() is not null;
        var embeds = property.GetCustomAttribute<EmbeddedResourceAttribute>() is not null;
        var schema = embeds ? new V1JSONSchemaProps { Type = "object" } : OfType(property.PropertyType, ancestors);
        schema.XKubernetesPreserveUnknownFields = preserves || embeds ? true : schema.XKubernetesPreserveUnknownFields;
        schema.XKubernetesEmbeddedResource = embeds ? true : null;
        SchemaAttributes.Apply(property, schema);
        return schema;
    }

    private static V1JSONSchemaProps OfType(Type declared, HashSet<Type> ancestors)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (WellKnownSchemas.Find(type) is { } known)
        {
            return known;
        }

        if (type.IsEnum)
        {
            return new V1JSONSchemaProps { Type = "string", EnumProperty = [.. EnumWords(type)] };
        }

        if (Element(type, typeof(IDictionary<,>)) is [_, var value])
        {
            return new V1JSONSchemaProps { Type = "object", AdditionalProperties = OfType(value, ancestors) };
        }

        return Element(type, typeof(IEnumerable<>)) is [var item]
            ? new V1JSONSchemaProps { Type = "array", Items = OfType(item, ancestors) }
            : Object(type, ancestors);
    }

    private static V1JSONSchemaProps Object(Type type, HashSet<Type> ancestors)
    {
        if (type.IsValueType || type == typeof(object))
        {
            throw new ArgumentException($"{type} has no counterpart in a schema.", nameof(type));
        }

        if (ancestors.Contains(type))
        {
            throw new ArgumentException($"{type} contains itself; a structural schema cannot say that.", nameof(type));
        }

        var properties = type.GetProperties().Where(property => property.GetCustomAttribute<IgnoreAttribute>() is null).ToList();
        var required = properties.Where(IsRequired).Select(JsonName).Order(StringComparer.Ordinal).ToList();
        var schema = new V1JSONSchemaProps
        {
            Type = "object",
            Properties = properties
                .OrderBy(JsonName, StringComparer.Ordinal)
                .ToDictionary(JsonName, property => Property(property, [.. ancestors, type])),
            Required = required.Count == 0 ? null : required,
            XKubernetesPreserveUnknownFields = type.GetCustomAttribute<PreserveUnknownFieldsAttribute>() is null ? null : true,
        };
        SchemaAttributes.ApplyShared(type, schema);
        return schema;
    }

    private static bool IsRequired(PropertyInfo property) =>
        property.GetCustomAttribute<IgnoreAttribute>() is null && property.GetCustomAttribute<RequiredAttribute>() is not null;

    private static IEnumerable<string> EnumWords(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name);

    /// <summary>The arguments of a generic interface that the type is or implements; null: it does not.</summary>
    private static Type[]? Element(Type type, Type definition) => type
        .GetInterfaces()
        .Prepend(type)
        .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition)
        ?.GetGenericArguments();
}
