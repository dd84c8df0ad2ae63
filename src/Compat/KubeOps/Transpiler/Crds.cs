using System.Reflection;
using k8s.Models;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Entities.Attributes;

namespace KubeOps.Transpiler;

/// <summary>Makes custom resource definitions of entity types.</summary>
/// <remarks>
/// Upstream's methods hang on a <c>MetadataLoadContext</c>, because its command line tool must not run the code of the assemblies it looks at.
/// Ours runs in the build of those assemblies and takes the types themselves. It also differs in two results: a field is not
/// <c>nullable</c> because its C# type is (an explicit null would get past <c>has()</c> in a rule), and the text of a property counts before
/// the text of its type.
/// </remarks>
public static class Crds
{
    private const string JsonPathRoot = "";

    /// <exception cref="ArgumentException">The type is no entity, or a property has no counterpart in a structural schema.</exception>
    public static V1CustomResourceDefinition Transpile(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{type} has no [KubernetesEntity].", nameof(type));
        var scope = type.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced;
        return new V1CustomResourceDefinition
        {
            ApiVersion = $"{V1CustomResourceDefinition.KubeGroup}/{V1CustomResourceDefinition.KubeApiVersion}",
            Kind = V1CustomResourceDefinition.KubeKind,
            Metadata = new V1ObjectMeta { Name = $"{entity.PluralName}.{entity.Group}" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = entity.Group,
                Scope = scope.ToString(),
                Names = Names(type, entity),
                Versions = [Version(type, entity)],
            },
        };
    }

    /// <summary>Every entity once, sorted by name.</summary>
    public static IEnumerable<V1CustomResourceDefinition> Transpile(IEnumerable<Type> types) => types
        .Where(type => type.GetCustomAttribute<IgnoreAttribute>() is null)
        .Select(Transpile)
        .OrderBy(crd => crd.Metadata.Name, StringComparer.Ordinal);

    private static V1CustomResourceDefinitionNames Names(Type type, KubernetesEntityAttribute entity)
    {
        var shortNames = type.GetCustomAttributes<KubernetesEntityShortNamesAttribute>().SelectMany(names => names.ShortNames).ToList();
        return new V1CustomResourceDefinitionNames
        {
            Kind = entity.Kind,
            ListKind = entity.Kind + "List",
            Singular = entity.Kind.ToLowerInvariant(),
            Plural = entity.PluralName,
            ShortNames = shortNames.Count == 0 ? null : shortNames,
        };
    }

    private static V1CustomResourceDefinitionVersion Version(Type type, KubernetesEntityAttribute entity)
    {
        var hasStatus = type.GetProperty("Status") is not null;
        var scale = type.GetCustomAttribute<ScaleSubresourceAttribute>();
        var columns = Columns(type).ToList();
        return new V1CustomResourceDefinitionVersion
        {
            Name = entity.ApiVersion,
            Served = true,
            Storage = true,
            Schema = new V1CustomResourceValidation { OpenAPIV3Schema = SchemaBuilder.Root(type) },
            AdditionalPrinterColumns = columns.Count == 0 ? null : columns,
            Subresources = !hasStatus && scale is null ? null : new V1CustomResourceSubresources
            {
                Status = hasStatus ? JsonValues.EmptyObject : null,
                Scale = scale is null ? null : new V1CustomResourceSubresourceScale
                {
                    SpecReplicasPath = scale.SpecReplicasPath,
                    StatusReplicasPath = scale.StatusReplicasPath,
                    LabelSelectorPath = scale.LabelSelectorPath,
                },
            },
        };
    }

    private static IEnumerable<V1CustomResourceColumnDefinition> Columns(Type type) =>
        PropertyColumns(type, JsonPathRoot, [])
            .Concat(type.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(column => new V1CustomResourceColumnDefinition
            {
                Name = column.Name,
                JsonPath = column.JsonPath,
                Type = column.Type,
                Description = column.Description,
                Format = column.Format,
                Priority = Priority(column.Priority),
            }));

    private static IEnumerable<V1CustomResourceColumnDefinition> PropertyColumns(Type type, string path, HashSet<Type> ancestors)
    {
        if (!ancestors.Add(type) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) is true)
        {
            yield break;
        }

        foreach (var property in type.GetProperties())
        {
            var jsonPath = $"{path}.{SchemaBuilder.JsonName(property)}";
            if (property.GetCustomAttribute<AdditionalPrinterColumnAttribute>() is { } column)
            {
                var schema = SchemaBuilder.Property(property);
                yield return new V1CustomResourceColumnDefinition
                {
                    Name = column.Name ?? SchemaBuilder.JsonName(property),
                    JsonPath = jsonPath,
                    Type = schema.Type,
                    Description = schema.Description,
                    Format = schema.Format,
                    Priority = Priority(column.Priority),
                };
            }

            foreach (var nested in PropertyColumns(property.PropertyType, jsonPath, [.. ancestors]))
            {
                yield return nested;
            }
        }
    }

    private static int Priority(PrinterColumnPriority priority) => priority == PrinterColumnPriority.StandardView ? 0 : 1;
}
