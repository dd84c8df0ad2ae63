namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// How the lists of a pod template are identified, as the <c>x-kubernetes-patch-merge-key</c> of the Kubernetes OpenAPI document says.
/// A list that is not named here is atomic: it is compared and replaced as a whole.
/// </summary>
internal static class MergeKeys
{
    private static readonly Dictionary<string, string> ByField = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["volumes"] = "name",
        ["imagePullSecrets"] = "name",
        ["env"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["ports"] = "containerPort",
        ["hostAliases"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey",
        ["ownerReferences"] = "uid",
        ["resourceClaims"] = "name",
    };

    /// <summary>The key of a list's elements, or null when the list is atomic. A Service's ports are keyed by <c>port</c>.</summary>
    /// <param name="field">The field that holds the list.</param>
    /// <param name="elementHas">Tells whether the list's elements have a field of that name.</param>
    public static string? Of(string field, Func<string, bool> elementHas)
    {
        if (!ByField.TryGetValue(field, out var key))
        {
            return null;
        }

        if (elementHas(key))
        {
            return key;
        }

        return field == "ports" && elementHas("port") ? "port" : null;
    }
}
