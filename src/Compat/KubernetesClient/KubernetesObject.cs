namespace k8s;

/// <summary>Anything with a kind.</summary>
public interface IKubernetesObject
{
    string ApiVersion { get; set; }

    string Kind { get; set; }
}

/// <summary>Anything with a kind and metadata.</summary>
public interface IKubernetesObject<TMetadata> : IKubernetesObject, Models.IMetadata<TMetadata>;

/// <summary>A kind and its version, for types that are not generated from Kubernetes' own API.</summary>
public abstract class KubernetesObject : IKubernetesObject
{
    [System.Text.Json.Serialization.JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [System.Text.Json.Serialization.JsonPropertyName("kind")]
    public string Kind { get; set; } = "";
}
