using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Are the custom resources installed, in the version that this plugin and the operator speak?</summary>
internal static class DefinitionsCheck
{
    private const string Remedy = "apply the directory crds of the release";

    private static readonly string[] Plurals = [InferenceEndpoint.KubePluralName, InstanceType.KubePluralName, EndpointKey.KubePluralName];

    public static IEnumerable<Finding> Judge(IEnumerable<V1CustomResourceDefinition> definitions)
    {
        var byName = definitions.ToDictionary(definition => definition.Metadata.Name);
        return Plurals.Select(plural => Judge(plural, byName.GetValueOrDefault($"{plural}.{ApiGroup.Name}")));
    }

    private static Finding Judge(string plural, V1CustomResourceDefinition? definition)
    {
        var served = (definition?.Spec?.Versions ?? []).Where(version => version.Served == true).Select(version => version.Name).ToArray();
        return definition switch
        {
            null => Finding.Fail(plural, "not installed", Remedy),
            _ when !served.Contains(ApiGroup.Version) => Finding.Fail(
                plural, $"serves {string.Join(", ", served)} and not {ApiGroup.Version}", $"{Remedy}, or take the plugin of the installed release"),
            _ when !IsEstablished(definition) => Finding.Fail(plural, "not established", $"'kubectl describe crd {definition.Metadata.Name}' says why"),
            _ => Finding.Ok(plural, string.Join(", ", served)),
        };
    }

    private static bool IsEstablished(V1CustomResourceDefinition definition) =>
        definition.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) == true;
}
