using System.Collections.Immutable;

using InferenceEndpoints.Hosting;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Limits;

/// <summary>One of the limits of the settings, read once.</summary>
/// <param name="Namespaces">For each of these; none: for each that no other limit names.</param>
/// <param name="Endpoints">Null: as many as you like.</param>
/// <param name="Accelerators">Of all replicas that there may ever be; null: as many as you like.</param>
/// <param name="InstanceTypes">The only ones that may be used; none: all of the catalogue.</param>
internal sealed record NamespaceLimit(IReadOnlyList<string> Namespaces, int? Endpoints, int? Accelerators, ImmutableArray<string> InstanceTypes)
{
    public static NamespaceLimit Of(LimitOptions options) => new(
        NamespaceList.Parse(options.Namespaces),
        options.Endpoints,
        options.Accelerators,
        [.. options.InstanceTypes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);

    public bool Allows(string instanceType) => InstanceTypes.IsEmpty || InstanceTypes.Contains(instanceType, StringComparer.Ordinal);
}
