using System.Reflection;
using k8s.Models;
using KubeOps.Abstractions.Entities.Attributes;

namespace KubeOps.Transpiler;

/// <summary>Brings the attributes of properties and classes into their schema.</summary>
internal static class SchemaAttributes
{
    public static void Apply(PropertyInfo property, V1JSONSchemaProps schema)
    {
        ApplyShared(property, schema);
        ApplyBounds(property, schema);
        ApplyTopology(property, schema);
        if (property.GetCustomAttribute<ExampleAttribute>() is { } example)
        {
            schema.Example = JsonValues.Of(example.Value, example.Json);
        }

        if (property.GetCustomAttribute<FormatAttribute>() is { } format)
        {
            schema.Format = format.Format;
        }

        if (property.GetCustomAttribute<EnumValuesAttribute>() is { } values)
        {
            schema.EnumProperty = [.. values.Values];
        }
    }

    /// <summary>What classes have, too.</summary>
    public static void ApplyShared(MemberInfo member, V1JSONSchemaProps schema)
    {
        schema.Description = member.GetCustomAttribute<DescriptionAttribute>()?.Description ?? schema.Description;
        schema.Title = member.GetCustomAttribute<TitleAttribute>()?.Title ?? schema.Title;
        if (member.GetCustomAttribute<DefaultValueAttribute>() is { } defaultValue)
        {
            schema.DefaultProperty = JsonValues.Of(defaultValue.Value, defaultValue.Json);
        }

        var rules = member.GetCustomAttributes<ValidationRuleAttribute>().Select(rule => new V1ValidationRule
        {
            Rule = rule.Rule,
            FieldPath = rule.FieldPath,
            Message = rule.Message,
            MessageExpression = rule.MessageExpression,
            Reason = rule.Reason,
        });
        var all = (schema.XKubernetesValidations ?? []).Concat(rules).ToList();
        schema.XKubernetesValidations = all.Count == 0 ? null : all;
    }

    private static void ApplyBounds(PropertyInfo property, V1JSONSchemaProps schema)
    {
        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            (schema.MinLength, schema.MaxLength) = (length.MinLength, length.MaxLength);
        }

        if (property.GetCustomAttribute<ItemsAttribute>() is { } items)
        {
            (schema.MinItems, schema.MaxItems) = (items.MinItems, items.MaxItems);
        }

        if (property.GetCustomAttribute<PropertyLimitsAttribute>() is { } limits)
        {
            (schema.MinProperties, schema.MaxProperties) = (limits.MinProperties, limits.MaxProperties);
        }

        if (property.GetCustomAttribute<RangeMinimumAttribute>() is { } minimum)
        {
            (schema.Minimum, schema.ExclusiveMinimum) = (minimum.Minimum, minimum.ExclusiveMinimum ? true : null);
        }

        if (property.GetCustomAttribute<RangeMaximumAttribute>() is { } maximum)
        {
            (schema.Maximum, schema.ExclusiveMaximum) = (maximum.Maximum, maximum.ExclusiveMaximum ? true : null);
        }

        schema.Pattern = property.GetCustomAttribute<PatternAttribute>()?.RegexPattern ?? schema.Pattern;
    }

    private static void ApplyTopology(PropertyInfo property, V1JSONSchemaProps schema)
    {
        if (property.GetCustomAttribute<XListTypeAttribute>() is { } list)
        {
            schema.XKubernetesListType = list.ListType.ToString().ToLowerInvariant();
        }

        if (property.GetCustomAttribute<XListMapKeysAttribute>() is { } keys)
        {
            schema.XKubernetesListMapKeys = [.. keys.Keys];
        }

        if (property.GetCustomAttribute<XMapTypeAttribute>() is { } map)
        {
            schema.XKubernetesMapType = map.MapType.ToString().ToLowerInvariant();
        }
    }
}
