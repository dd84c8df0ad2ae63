using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.Observed;

/// <summary>The hardware catalogue as the cache has it, put together once for as long as the cache stays the same.</summary>
internal sealed class CatalogueCache(IInformer<InstanceType> instances)
{
    private volatile Built? last;

    public InstanceCatalogue Current
    {
        get
        {
            var rows = instances.List();
            if (last is { } built && built.Rows.SequenceEqual(rows))
            {
                return built.Catalogue;
            }

            var catalogue = new InstanceCatalogue(rows);
            last = new Built(rows, catalogue);
            return catalogue;
        }
    }

    private sealed record Built(IReadOnlyList<InstanceType> Rows, InstanceCatalogue Catalogue);
}
