using System.Text.Json;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// Identifies the part of a spec that shapes the pods. Scaling, pausing, routes and access levels are not in it: they restart nothing.
/// </summary>
internal static class SpecHash
{
    public static string Of(InferenceEndpointSpec spec) => CanonicalJson.ShortHash(JsonSerializer.SerializeToElement(
        new InferenceEndpointSpec
        {
            Model = spec.Model,
            Provider = spec.Provider,
            Compute = new ComputeSpec
            {
                Accelerator = spec.Compute.Accelerator,
                InstanceType = spec.Compute.InstanceType,
                InstanceSize = spec.Compute.InstanceSize,
            },
            Template = spec.Template,
        },
        EndpointsJsonContext.Default.InferenceEndpointSpec));
}
