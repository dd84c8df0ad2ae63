using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace KubeOps.Transpiler;

/// <summary>Schemas of types that say nothing about themselves: .NET's and Kubernetes' own.</summary>
internal static class WellKnownSchemas
{
    // Kubernetes' own pattern also lets exponents through that its parser then refuses.
    private const string QuantityPattern = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?[0-9]{1,2}))?$";

    // The largest whole number that every reader of JSON holds exactly.
    private const double MaxExactInteger = 9_007_199_254_740_991;

    private const string ReasonPattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

    /// <summary>A new schema each time: the caller goes on to fill it.</summary>
    public static V1JSONSchemaProps? Find(Type type)
    {
        if (type == typeof(string))
        {
            return Text();
        }

        if (type == typeof(bool))
        {
            return new V1JSONSchemaProps { Type = "boolean" };
        }

        return Number(type) ?? Time(type) ?? Json(type) ?? Kubernetes(type);
    }

    private static V1JSONSchemaProps? Number(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        // No API server looks at the format.
        TypeCode.Int32 => new V1JSONSchemaProps { Type = "integer", Format = "int32", Maximum = int.MaxValue },
        TypeCode.Int64 => new V1JSONSchemaProps { Type = "integer", Format = "int64", Maximum = MaxExactInteger },
        TypeCode.Single => new V1JSONSchemaProps { Type = "number", Format = "float" },
        TypeCode.Double => new V1JSONSchemaProps { Type = "number", Format = "double" },
        TypeCode.Decimal => new V1JSONSchemaProps { Type = "number", Format = "decimal" },
        _ => null,
    };

    private static V1JSONSchemaProps? Time(Type type) => type == typeof(DateTime) || type == typeof(DateTimeOffset)
        ? new V1JSONSchemaProps { Type = "string", Format = "date-time" }
        : null;

    private static V1JSONSchemaProps? Json(Type type) => type == typeof(JsonElement) || type == typeof(JsonObject)
        ? new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true }
        : null;

    private static V1JSONSchemaProps? Kubernetes(Type type)
    {
        if (type == typeof(ResourceQuantity))
        {
            // Upstream says "string", and the API server would refuse "cpu: 4".
            return new V1JSONSchemaProps
            {
                AnyOf = [new V1JSONSchemaProps { Type = "integer" }, new V1JSONSchemaProps { Type = "string" }],
                Pattern = QuantityPattern,
                XKubernetesIntOrString = true,
            };
        }

        if (type == typeof(IntOrString))
        {
            return new V1JSONSchemaProps
            {
                AnyOf = [new V1JSONSchemaProps { Type = "integer" }, new V1JSONSchemaProps { Type = "string" }],
                XKubernetesIntOrString = true,
            };
        }

        if (type == typeof(V1ObjectMeta))
        {
            return new V1JSONSchemaProps { Type = "object" };
        }

        return type == typeof(V1Condition) ? Condition() : type == typeof(V1Toleration) ? Toleration() : null;
    }

    private static V1JSONSchemaProps Condition() => new()
    {
        Type = "object",
        Required = ["lastTransitionTime", "message", "reason", "status", "type"],
        Properties = new Dictionary<string, V1JSONSchemaProps>
        {
            ["lastTransitionTime"] = Text("When the status last changed.", format: "date-time"),
            ["message"] = Text("What the condition means at the moment, for people.", maxLength: 32_768),
            ["observedGeneration"] = new()
            {
                Type = "integer",
                Format = "int64",
                Minimum = 0,
                Description = "The generation of the spec that the condition speaks of.",
            },
            ["reason"] = Text("Why the condition has its status, in one word for programs.", maxLength: 1024, minLength: 1, pattern: ReasonPattern),
            ["status"] = Text("Whether the condition holds.", values: ["True", "False", "Unknown"]),
            ["type"] = Text("What the condition is about.", maxLength: 316, minLength: 1),
        },
    };

    private static V1JSONSchemaProps Toleration() => new()
    {
        Type = "object",
        Properties = new Dictionary<string, V1JSONSchemaProps>
        {
            ["effect"] = Text("The effect of the taint. Absent: every effect.", values: ["NoSchedule", "PreferNoSchedule", "NoExecute"]),
            ["key"] = Text("The key of the taint. Absent, with operator Exists: every taint.", maxLength: 316),
            ["operator"] = Text("Exists ignores the value of the taint, Equal compares it. Absent: Equal.", values: ["Exists", "Equal"]),
            ["tolerationSeconds"] = new()
            {
                Type = "integer",
                Format = "int64",
                Description = "Seconds that a pod may stay after a NoExecute taint appeared. Absent: for ever.",
            },
            ["value"] = Text("The value of the taint, with operator Equal.", maxLength: 63),
        },
    };

    private static V1JSONSchemaProps Text(
        string? description = null,
        long? maxLength = null,
        long? minLength = null,
        string? pattern = null,
        string? format = null,
        string[]? values = null)
    {
        return new V1JSONSchemaProps
        {
            Type = "string",
            Description = description,
            MaxLength = maxLength,
            MinLength = minLength,
            Pattern = pattern,
            Format = format,
            EnumProperty = values is null ? null : [.. values],
        };
    }
}
