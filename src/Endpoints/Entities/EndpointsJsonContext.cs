using System.Text.Json.Serialization;
using k8s;

namespace InferenceEndpoints.Entities;

/// <summary>JSON of the custom resources, generated at build time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InferenceEndpoint))]
[JsonSerializable(typeof(InstanceType))]
[JsonSerializable(typeof(EndpointKey))]
public sealed partial class EndpointsJsonContext : JsonSerializerContext
{
    private static int s_registered;

    /// <summary>Teaches <see cref="KubernetesJson"/> the custom resources. Call it before the first request; further calls do nothing.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
        {
            KubernetesJson.AddJsonOptions(options => options.TypeInfoResolverChain.Insert(0, Default));
        }
    }
}
