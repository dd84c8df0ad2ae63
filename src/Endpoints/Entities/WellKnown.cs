using InferenceEndpoints.Informers;

using k8s.Models;

namespace InferenceEndpoints.Entities;

/// <summary>Annotations that people and other parts put on our custom resources.</summary>
public static class Annotations
{
    /// <summary>Everything below this prefix is the operator's, on every object it writes.</summary>
    public const string Prefix = ApiGroup.Name + "/";

    /// <summary>When the endpoint was put to sleep (RFC 3339).</summary>
    public const string Sleep = Prefix + "sleep";

    /// <summary>When the endpoint was woken (RFC 3339).</summary>
    public const string Wake = Prefix + "wake";

    /// <summary>The user who created the endpoint, as the API server knows him; written at admission, and never changed.</summary>
    public const string CreatedBy = Prefix + "created-by";

    /// <summary>On an InstanceType, "true": endpoints that name none get it.</summary>
    public const string IsDefaultClass = Prefix + "is-default-class";
}

/// <summary>Labels on the children of an endpoint; the selectors of Deployment and Service rest on them.</summary>
public static class Labels
{
    public const string Name = "app.kubernetes.io/name";
    public const string Instance = "app.kubernetes.io/instance";
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Value of <see cref="Name"/> on everything that belongs to an endpoint.</summary>
    public const string EndpointApp = "inference-endpoint";

    /// <summary>Selects everything that belongs to an endpoint, whichever it is: <see cref="Instance"/> says which.</summary>
    public const string OfEndpoints = Name + "=" + EndpointApp;

    /// <summary>The endpoint that a child belongs to.</summary>
    public const string Endpoint = Annotations.Prefix + "endpoint";

    /// <summary>The endpoint that the labels of a child name; null: they name none.</summary>
    public static NamespacedName? EndpointOf(IMetadata<V1ObjectMeta> child) =>
        child.Metadata.Labels?.TryGetValue(Instance, out var endpoint) is true ? new NamespacedName(child.Metadata.NamespaceProperty ?? "", endpoint) : null;
}

/// <summary>Names of the containers of a replica.</summary>
public static class ContainerNames
{
    /// <summary>The model server.</summary>
    public const string Model = "model";

    /// <summary>The init container that downloads the model into <c>/repository</c>.</summary>
    public const string Download = "download";
}
