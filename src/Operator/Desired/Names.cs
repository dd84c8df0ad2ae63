using System.Security.Cryptography;
using System.Text;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The names of everything that belongs to an endpoint. An endpoint's name has at most 32 characters, so all of them fit.</summary>
internal static class Names
{
    /// <summary>The container port, and the Service's, that serves.</summary>
    public const string HttpPort = "http";

    public static string Deployment(InferenceEndpoint endpoint) => endpoint.Metadata.Name;

    public static string Service(InferenceEndpoint endpoint) => endpoint.Metadata.Name;

    public static string Autoscaler(InferenceEndpoint endpoint) => endpoint.Metadata.Name;

    public static string DisruptionBudget(InferenceEndpoint endpoint) => endpoint.Metadata.Name;

    public static string NetworkPolicy(InferenceEndpoint endpoint) => endpoint.Metadata.Name;

    public static string ModelClaim(InferenceEndpoint endpoint) => $"{endpoint.Metadata.Name}-model";

    /// <summary>Same template, same name: a revision is immutable.</summary>
    public static string Revision(InferenceEndpoint endpoint, string contentHash) => $"{endpoint.Metadata.Name}-{contentHash}";

    /// <summary>The first 10 hexadecimal digits of the SHA-256: 40 bits, to tell apart the revisions of one endpoint.</summary>
    public static string ShortHash(ReadOnlySpan<byte> content) => Hash(content, length: 10);

    /// <summary>Tells apart endpoints of the same name, in other namespaces or times; the same for the endpoint's life.</summary>
    public static string UrlId(InferenceEndpoint endpoint) => Hash(Encoding.UTF8.GetBytes(endpoint.Metadata.Uid ?? ""), length: 8);

    private static string Hash(ReadOnlySpan<byte> content, int length) => Convert.ToHexStringLower(SHA256.HashData(content))[..length];
}
