using System.Text.Json;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>
/// What the pod template overlay may not touch. Everything else passes: the API server judges it when the pod template is applied.
/// </summary>
internal static class TemplateChecks
{
    private const string Path = "spec.template";

    private static readonly string[] s_ownedLabels =
        [Labels.Name, Labels.Instance, Labels.ManagedBy, "pod-template-hash"];

    public static void Check(JsonElement? template, ImageSpec? image, Findings findings)
    {
        if (template is not { } root || root.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return;
        }

        if (!IsObject(Path, root, findings))
        {
            return;
        }

        OnlyKeys(Path, root, "a pod template has metadata and spec only", findings, "metadata", "spec");
        if (root.TryGetProperty("metadata", out var metadata) && IsObject($"{Path}.metadata", metadata, findings))
        {
            OnlyKeys($"{Path}.metadata", metadata, "set labels and annotations only", findings, "labels", "annotations");
            CheckOwnedKeys("labels", metadata, findings);
            CheckOwnedKeys("annotations", metadata, findings);
        }

        if (root.TryGetProperty("spec", out var spec) && IsObject($"{Path}.spec", spec, findings))
        {
            CheckPodSpec(spec, image, findings);
        }

        CheckDirectives(Path, root, findings);
    }

    private static void CheckPodSpec(JsonElement spec, ImageSpec? image, Findings findings)
    {
        if (spec.TryGetProperty("restartPolicy", out _))
        {
            findings.Add($"{Path}.spec.restartPolicy", null, "is the operator's", "leave it out: a Deployment restarts its pods always");
        }

        CheckContainers("containers", ContainerNames.Model, spec, image, findings);
        CheckContainers("initContainers", ContainerNames.Download, spec, image: null, findings);
    }

    private static void CheckContainers(string list, string owned, JsonElement spec, ImageSpec? image, Findings findings)
    {
        if (!spec.TryGetProperty(list, out var containers))
        {
            return;
        }

        var field = $"{Path}.spec.{list}";
        if (containers.ValueKind is not JsonValueKind.Array)
        {
            findings.Add(field, null, "is not a list", "write a list of containers");
            return;
        }

        var index = 0;
        foreach (var container in containers.EnumerateArray())
        {
            var item = $"{field}[{index++}]";
            if (!IsObject(item, container, findings))
            {
                continue;
            }

            if (!container.TryGetProperty("name", out var name) || name.ValueKind is not JsonValueKind.String)
            {
                findings.Missing($"{item}.name", $"name the container; '{owned}' is the one of the operator");
            }
            else if (name.ValueEquals(owned))
            {
                CheckOwnedFields(item, container, findings);
                CheckOwnedVariables(item, container, image, findings);
            }
        }
    }

    private static void CheckOwnedFields(string item, JsonElement container, Findings findings)
    {
        foreach (var (key, remedy) in new[]
        {
            ("image", "set model.image"),
            ("command", "set model.command"),
            ("args", "set model.args"),
            ("ports", "set the port of model.image"),
        })
        {
            if (container.TryGetProperty(key, out _))
            {
                findings.Add($"{item}.{key}", null, "is the operator's", remedy);
            }
        }
    }

    // The same as in spec.model.env, which this would go around.
    private static void CheckOwnedVariables(string item, JsonElement container, ImageSpec? image, Findings findings)
    {
        if (image is null || !container.TryGetProperty("env", out var env) || env.ValueKind is not JsonValueKind.Array)
        {
            return;
        }

        foreach (var variable in env.EnumerateArray().Where(variable => variable.ValueKind is JsonValueKind.Object))
        {
            if (variable.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String
                && ReservedEnvironment.Remedy(image, name.GetString()!) is { } remedy)
            {
                findings.Add($"{item}.env[{name.GetString()}]", null, "is set by the platform", remedy);
            }
        }
    }

    private static void CheckOwnedKeys(string map, JsonElement metadata, Findings findings)
    {
        if (!metadata.TryGetProperty(map, out var entries) || !IsObject($"{Path}.metadata.{map}", entries, findings))
        {
            return;
        }

        foreach (var entry in entries.EnumerateObject())
        {
            var field = $"{Path}.metadata.{map}[{entry.Name}]";
            if (entry.Name.StartsWith(Annotations.Prefix, StringComparison.Ordinal) || s_ownedLabels.Contains(entry.Name))
            {
                findings.Add(field, null, "is the operator's", "use another key");
            }
            else if (entry.Value.ValueKind is not JsonValueKind.String)
            {
                findings.Add(field, entry.Value.ToString(), "is not a string", "put it in quotes");
            }
        }
    }

    /// <summary>Strategic merge knows directives such as <c>$patch: delete</c>, with which the overlay could remove what it may not change.</summary>
    private static void CheckDirectives(string path, JsonElement element, Findings findings)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name.StartsWith('$'))
                {
                    findings.Add($"{path}.{property.Name}", null, "is a merge directive", "leave it out: the template only adds and overrides");
                }

                CheckDirectives($"{path}.{property.Name}", property.Value, findings);
            }
        }
        else if (element.ValueKind is JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                CheckDirectives($"{path}[{index++}]", item, findings);
            }
        }
    }

    private static void OnlyKeys(string path, JsonElement element, string remedy, Findings findings, params string[] keys)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!keys.Contains(property.Name) && !property.Name.StartsWith('$'))
            {
                findings.Add($"{path}.{property.Name}", null, "cannot be set here", remedy);
            }
        }
    }

    private static bool IsObject(string field, JsonElement element, Findings findings)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            return true;
        }

        findings.Add(field, element.ToString(), "is not an object", "write the fields of a pod template");
        return false;
    }
}
