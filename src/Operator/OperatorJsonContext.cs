using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Downloads;

using k8s;

namespace InferenceEndpoints.Operator;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DownloadReport))]
[JsonSerializable(typeof(GatewayReport))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(V1beta1PodDisruptionBudget))]
[JsonSerializable(typeof(V2beta2HorizontalPodAutoscaler))]
internal sealed partial class OperatorJsonContext : JsonSerializerContext
{
    /// <summary>Teaches the API client the kinds that only the operator knows. Call it once, before the first request.</summary>
    public static void Register()
    {
        EndpointsJsonContext.Register();
        KubernetesJson.AddJsonOptions(options => options.TypeInfoResolverChain.Insert(0, Default));
    }
}
