using k8s.Models;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>An API key as the cluster knows it: never the key, only its hash.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[KubernetesEntityShortNames("iek")]
[Description("An EndpointKey admits the holder of an API key to the protected endpoints of the installation and to the private ones of its "
    + "namespace. It holds the key's SHA-256 and never the key.")]
[GenericAdditionalPrinterColumn(".spec.owner", "OWNER", "string", Description = "Who answers for the key.")]
[GenericAdditionalPrinterColumn(".spec.description", "DESCRIPTION", "string", Description = "What the key is for.")]
[GenericAdditionalPrinterColumn(".spec.expirationTime", "EXPIRES", "string", Description = "When the key stops working.")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "AGE", "date", Description = "Time since the key was created.")]
public sealed class EndpointKey : CustomKubernetesEntity<EndpointKeySpec>
{
    public const string KubeApiVersion = ApiGroup.Version;

    public const string KubeGroup = ApiGroup.Name;

    public const string KubeKind = "EndpointKey";

    public const string KubePluralName = "endpointkeys";

    public EndpointKey()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KubeKind;
    }
}

[Description("The hash of a key, and what its holder may do.")]
public sealed class EndpointKeySpec
{
    [Description("The SHA-256 of the key, in lower-case hexadecimal. The key is 256 random bits, so its hash cannot be guessed back.")]
    [Required]
    [Length(64, 64)]
    [Pattern(Patterns.Sha256)]
    [ValidationRule("self == oldSelf", message: "the hash of a key cannot be changed; create another EndpointKey")]
    public string Sha256 { get; set; } = "";

    [Description("What the holder may do: inference.endpoints.infer.write calls endpoints, inference.endpoints.read reads them through the "
        + "management API, inference.endpoints.write changes them.")]
    [Required]
    [Items(1, 8)]
    [XListType(XListType.Set)]
    public IList<string> Scopes { get; set; } = [];

    [Description("When the key stops working. Absent: never.")]
    [Pattern(Patterns.Time)]
    public DateTime? ExpirationTime { get; set; }

    [Description("How often the key may be used, in each replica of the gateway. Absent: as often as the holder likes.")]
    public RateLimitSpec? RateLimit { get; set; }

    [Description("Who answers for the key, such as an e-mail address or the name of a team.")]
    [Length(maxLength: 256)]
    public string? Owner { get; set; }

    [Description("What the key is for, in words.")]
    [Length(maxLength: 256)]
    public string? Description { get; set; }
}

/// <summary>The words of <see cref="EndpointKeySpec.Scopes"/>: Hugging Face's permission names.</summary>
public static class EndpointKeyScopes
{
    public const string Infer = "inference.endpoints.infer.write";
    public const string Read = "inference.endpoints.read";
    public const string Write = "inference.endpoints.write";

    public static IReadOnlyList<string> All { get; } = [Infer, Read, Write];
}
