using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.Limits;

/// <summary>Lets endpoints in, one at a time: what was granted a moment ago counts before any status says so.</summary>
/// <remarks>An endpoint that was let in looks at no other: what its reconcile costs does not depend on how many there are.</remarks>
internal sealed class LimitLedger(OperatorOptions options, IInformer<InferenceEndpoint> endpoints, CatalogueCache catalogue)
{
    private const string ByNamespace = "namespace";
    private const string WaitingByNamespace = "waiting";

    private readonly NamespaceLimit[] limits = [.. options.Limits.Select(NamespaceLimit.Of)];

    private readonly Lock gate = new();

    /// <summary>By uid, the generation of the spec that was granted.</summary>
    private readonly Dictionary<string, long?> granted = new(StringComparer.Ordinal);

    /// <summary>Has the cache of endpoints find those of one namespace.</summary>
    public static void AddIndexes(InformerOptions<InferenceEndpoint> informer)
    {
        informer.Indexes[ByNamespace] = endpoint => [Namespace(endpoint)];
        informer.Indexes[WaitingByNamespace] = endpoint => Claim.IsWaiting(endpoint) ? [Namespace(endpoint)] : [];
    }

    /// <summary>Why an endpoint must wait; null: it need not, and its place is taken from now on.</summary>
    public string? Refusal(InferenceEndpoint endpoint)
    {
        if (LimitOf(endpoint) is not { } limit)
        {
            return null;
        }

        lock (gate)
        {
            if (Claim.Of(endpoint, catalogue.Current, IsGrantedAsItIs(endpoint)) is not { } claim)
            {
                granted.Remove(Uid(endpoint));
                return null;
            }

            var refusal = Refusal(limit, endpoint, claim);
            if (refusal is null)
            {
                granted[Uid(endpoint)] = endpoint.Metadata.Generation;
            }

            return refusal?.Message;
        }
    }

    /// <summary>What a write of this endpoint would be told, which takes no place.</summary>
    /// <returns>Of the two at most one: it can never run so, or it would have to wait now.</returns>
    public (ValidationError? Never, ValidationError? NotNow) Preview(InferenceEndpoint endpoint)
    {
        // Which hardware it is decides over the limit, and an InstanceType may come a moment later.
        if (LimitOf(endpoint) is not { } limit || catalogue.Current.Find(endpoint.Spec) is not InstanceLookup.Found)
        {
            return default;
        }

        lock (gate)
        {
            return Claim.Of(endpoint, catalogue.Current, IsGrantedAsItIs(endpoint)) is not { } claim ? default
                : LimitPolicy.Never(limit, Namespace(endpoint), claim) is { } never ? (never, null)
                : (null, Refusal(limit, endpoint, claim));
        }
    }

    /// <summary>Whether a namespace may use a type of hardware at all.</summary>
    public bool Allows(string ns, string instanceType) => LimitOf(ns)?.Allows(instanceType) is not false;

    public void Remove(InferenceEndpoint endpoint)
    {
        lock (gate)
        {
            granted.Remove(Uid(endpoint));
        }
    }

    /// <summary>Those that wait in the namespace of one that changed.</summary>
    public IEnumerable<NamespacedName> WaitingBeside(InferenceEndpoint changed) => LimitOf(changed) is null
        ? []
        : endpoints.ByIndex(WaitingByNamespace, Namespace(changed)).Select(NamespacedName.Of);

    private ValidationError? Refusal(NamespaceLimit limit, InferenceEndpoint endpoint, Claim claim) => claim.IsGranted
        ? null
        : LimitPolicy.Refusal(limit, Namespace(endpoint), claim, [.. Others(endpoint, catalogue.Current)]);

    private IEnumerable<Claim> Others(InferenceEndpoint endpoint, InstanceCatalogue hardware) => endpoints.ByIndex(ByNamespace, Namespace(endpoint))
        .Where(other => other.Metadata.Name != endpoint.Metadata.Name)
        .Select(other => Claim.Of(other, hardware, IsGranted(other)))
        .OfType<Claim>();

    private bool IsGranted(InferenceEndpoint endpoint) => granted.ContainsKey(Uid(endpoint)) || Claim.WasGranted(endpoint);

    // A changed spec may take more, so it must fit once more.
    private bool IsGrantedAsItIs(InferenceEndpoint endpoint) => granted.TryGetValue(Uid(endpoint), out var generation)
        ? generation == endpoint.Metadata.Generation
        : Claim.WasGranted(endpoint) && !Claim.IsWaiting(endpoint) && endpoint.Status?.ObservedGeneration == endpoint.Metadata.Generation;

    private static string Namespace(InferenceEndpoint endpoint) => endpoint.Metadata.NamespaceProperty ?? "";

    private static string Uid(InferenceEndpoint endpoint) => endpoint.Metadata.Uid ?? "";

    private NamespaceLimit? LimitOf(InferenceEndpoint endpoint) => LimitOf(Namespace(endpoint));

    private NamespaceLimit? LimitOf(string ns) =>
        limits.FirstOrDefault(limit => limit.Namespaces.Contains(ns))
        ?? limits.FirstOrDefault(limit => limit.Namespaces.Count == 0);
}
