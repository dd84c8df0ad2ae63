using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using InferenceEndpoints.Entities;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// The pod template that a spec was accepted with, kept in a ControllerRevision. While the spec stays the same this template is what runs,
/// whatever the operator's version and settings become: an upgrade of the operator restarts no model.
/// </summary>
/// <param name="Name">The name of the ControllerRevision. It follows from the template, so the same template is never stored twice.</param>
/// <param name="Template">The pod template, overlay included, exactly as applied.</param>
/// <param name="SpecHash">Hash of the part of the spec that it was built from.</param>
/// <param name="Instance">The InstanceType that it was built from, and its generation; null: not known.</param>
/// <param name="Number">Grows with every spec change; the highest is the current one.</param>
internal sealed record ModelRevision(string Name, JsonElement Template, string SpecHash, string? Instance, long Number)
{
    /// <summary>Revisions kept for looking back, the current one included.</summary>
    public const int HistoryLimit = 5;

    public static ModelRevision Create(InferenceEndpoint endpoint, JsonElement template, string specHash, InstanceType instance, long number) =>
        new(Names.Revision(endpoint, CanonicalJson.ShortHash(template)), template, specHash, InstanceOf(instance), number);

    /// <summary>Whether InstanceType and volume are still as they were when the template was built from them.</summary>
    public bool IsFrom(InstanceType instance, bool isOnOneNode) =>
        (Instance is null || Instance == InstanceOf(instance)) && ClaimAffinity.IsOn(ToPodTemplate()) == isOnOneNode;

    /// <summary>Reads a revision back; null when it is not one of ours (edited beyond recognition).</summary>
    public static ModelRevision? From(V1ControllerRevision stored) =>
        stored.Metadata.Annotations?.TryGetValue(ChildLabels.SpecHash, out var specHash) == true
        && stored.Data is JsonElement { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("template", out var template)
        && template.ValueKind == JsonValueKind.Object
            ? new ModelRevision(
                stored.Metadata.Name,
                template,
                specHash,
                stored.Metadata.Annotations.TryGetValue(ChildLabels.Instance, out var instance) ? instance : null,
                stored.Revision ?? 0)
            : null;

    public V1ControllerRevision ToObject(InferenceEndpoint endpoint)
    {
        var revision = new V1ControllerRevision
        {
            ApiVersion = $"{V1ControllerRevision.KubeGroup}/{V1ControllerRevision.KubeApiVersion}",
            Kind = V1ControllerRevision.KubeKind,
            Metadata = Ownership.ChildOf(endpoint, Name),
            Revision = Number,
            Data = JsonSerializer.SerializeToElement(new JsonObject { ["template"] = JsonObject.Create(Template) }, OperatorJsonContext.Default.JsonObject),
        };
        revision.Metadata.Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ChildLabels.SpecHash] = SpecHash };
        if (Instance is not null)
        {
            revision.Metadata.Annotations[ChildLabels.Instance] = Instance;
        }

        return revision;
    }

    public V1PodTemplateSpec ToPodTemplate() => KubernetesJson.Deserialize<V1PodTemplateSpec>(Template.GetRawText());

    private static string InstanceOf(InstanceType instance) => string.Create(
        CultureInfo.InvariantCulture, $"{instance.Metadata.Name}/{instance.Metadata.Uid}/{instance.Metadata.Generation}");
}
