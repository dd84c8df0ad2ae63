using System.CommandLine;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>An argument that is the name of an object in the cluster, which a shell can complete.</summary>
internal sealed class ObjectName : Argument<string>
{
    private ObjectName(ObjectKind kind, string description)
        : base("NAME") => (Kind, Description) = (kind, description);

    public ObjectKind Kind { get; }

    public static ObjectName OfEndpoint() => new(ObjectKind.Endpoint, "The endpoint");

    public static ObjectName OfKey() => new(ObjectKind.Key, "The key's name, which is no secret");
}

internal enum ObjectKind
{
    Endpoint,
    Key,
}
