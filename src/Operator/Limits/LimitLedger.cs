using InferenceEndpoints.Entities;
using InferenceEndpoints.Hosting;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Limits;

/// <summary>Lets endpoints in, one at a time: what was granted a moment ago counts before any status says so.</summary>
internal sealed class LimitLedger(OperatorOptions options, IInformer<InferenceEndpoint> endpoints, CatalogueCache catalogue)
{
    private readonly Lock gate = new();

    /// <summary>By uid, the generation of the spec that was granted.</summary>
    private readonly Dictionary<string, long?> granted = new(StringComparer.Ordinal);

    /// <summary>Why an endpoint must wait; null: it need not.</summary>
    public string? Refusal(InferenceEndpoint endpoint)
    {
        if (LimitOf(endpoint) is not { } limit)
        {
            return null;
        }

        lock (gate)
        {
            var hardware = catalogue.Current;
            if (Claim.Of(endpoint, hardware, IsGrantedAsItIs(endpoint)) is not { } claim)
            {
                granted.Remove(Uid(endpoint));
                return null;
            }

            var ns = endpoint.Metadata.NamespaceProperty ?? "";
            var others = endpoints.List()
                .Where(other => other.Metadata.NamespaceProperty == ns && other.Metadata.Uid != endpoint.Metadata.Uid)
                .Select(other => Claim.Of(other, hardware, IsGranted(other)))
                .OfType<Claim>()
                .ToList();
            var refusal = LimitPolicy.Refusal(limit, ns, claim, others);
            if (refusal is null)
            {
                granted[Uid(endpoint)] = endpoint.Metadata.Generation;
            }

            return refusal;
        }
    }

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
        : endpoints.List()
            .Where(other => other.Metadata.NamespaceProperty == changed.Metadata.NamespaceProperty && Claim.IsWaiting(other))
            .Select(NamespacedName.Of);

    private bool IsGranted(InferenceEndpoint endpoint) => granted.ContainsKey(Uid(endpoint)) || Claim.WasGranted(endpoint);

    // A changed spec may take more, so it must fit once more.
    private bool IsGrantedAsItIs(InferenceEndpoint endpoint) => granted.TryGetValue(Uid(endpoint), out var generation)
        ? generation == endpoint.Metadata.Generation
        : Claim.WasGranted(endpoint) && !Claim.IsWaiting(endpoint) && endpoint.Status?.ObservedGeneration == endpoint.Metadata.Generation;

    private static string Uid(InferenceEndpoint endpoint) => endpoint.Metadata.Uid ?? "";

    private LimitOptions? LimitOf(InferenceEndpoint endpoint) =>
        options.Limits.FirstOrDefault(limit => NamespaceList.Parse(limit.Namespaces).Contains(endpoint.Metadata.NamespaceProperty))
        ?? options.Limits.FirstOrDefault(limit => NamespaceList.Parse(limit.Namespaces).Count == 0);
}
