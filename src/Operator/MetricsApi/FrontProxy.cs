using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

using k8s.Models;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>The API server as a proxy: by which certificate it is known, and in which headers it says on whose behalf it asks.</summary>
/// <remarks>As it publishes them itself, in the ConfigMap <c>kube-system/extension-apiserver-authentication</c>.</remarks>
internal sealed record FrontProxy
{
    private const string CommonName = "2.5.4.3";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Nobody's word counts.</summary>
    public static readonly FrontProxy None = new();

    private X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>Empty: whoever has a certificate of the authorities.</summary>
    private ImmutableArray<string> Names { get; init; } = [];

    private ImmutableArray<string> UserHeaders { get; init; } = [];

    private ImmutableArray<string> GroupHeaders { get; init; } = [];

    private ImmutableArray<string> ExtraPrefixes { get; init; } = [];

    /// <exception cref="JsonException">A list is none.</exception>
    /// <exception cref="CryptographicException">The authorities are no certificates.</exception>
    public static FrontProxy Read(V1ConfigMap map)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(map.Data?.TryGetValue("requestheader-client-ca-file", out var pem) is true ? pem : "");
        return new FrontProxy
        {
            Authorities = authorities,
            Names = List(map, "requestheader-allowed-names"),
            UserHeaders = List(map, "requestheader-username-headers"),
            GroupHeaders = List(map, "requestheader-group-headers"),
            ExtraPrefixes = List(map, "requestheader-extra-headers-prefix"),
        };
    }

    /// <summary>It is the API server's. It takes about a millisecond.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        if (Authorities.Count == 0 || !(Names.IsEmpty || Names.Any(name => IsNamed(certificate, name))))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    /// <summary>Who asks, by the word of one that is trusted; null: it does not say.</summary>
    public V1UserInfo? UserOf(IHeaderDictionary headers) => Values(headers, UserHeaders).FirstOrDefault() is { Length: > 0 } user
        ? new V1UserInfo { Username = user, Groups = [.. Values(headers, GroupHeaders)], Extra = Extra(headers) }
        : null;

    private static ImmutableArray<string> List(V1ConfigMap map, string key) =>
        map.Data?.TryGetValue(key, out var json) is true ? [.. JsonSerializer.Deserialize(json, OperatorJsonContext.Default.StringArray) ?? []] : [];

    private static IEnumerable<string> Values(IHeaderDictionary headers, IEnumerable<string> names) =>
        names.SelectMany(name => headers[name]).OfType<string>();

    private Dictionary<string, IList<string>>? Extra(IHeaderDictionary headers)
    {
        var extra = headers
            .SelectMany(header => ExtraPrefixes
                .Where(prefix => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Select(prefix => (Key: Uri.UnescapeDataString(header.Key[prefix.Length..]).ToLowerInvariant(), Values: header.Value.OfType<string>())))
            .GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(entries => entries.Key, IList<string> (entries) => [.. entries.SelectMany(entry => entry.Values)], StringComparer.Ordinal);
        return extra.Count > 0 ? extra : null;
    }

    private static bool IsNamed(X509Certificate2 certificate, string name) => certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        .Any(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName && part.GetSingleElementValue() == name);
}
