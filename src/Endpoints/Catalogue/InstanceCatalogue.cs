using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Catalogue;

/// <summary>The answer to "which hardware does this endpoint mean?".</summary>
public abstract record InstanceLookup
{
    private InstanceLookup()
    {
    }

    public sealed record Found(InstanceType Instance) : InstanceLookup;

    /// <param name="Message">A sentence that names the object, its field and the remedy.</param>
    public sealed record Invalid(string Message) : InstanceLookup;

    /// <param name="Message">A sentence that names the nearest instances.</param>
    public sealed record Missing(string Message) : InstanceLookup;
}

/// <summary>Finds the InstanceType that an endpoint names. Immutable.</summary>
public sealed class InstanceCatalogue
{
    private const int MaxSuggestions = 3;
    private const string ListThem = "'kubectl get instancetypes' lists what there is";

    // Sorted, so that of two equally good rows always the same is taken, whatever order the cache has.
    private readonly Row[] _rows;
    private readonly ILookup<(string Type, string Size), Row> _byName;

    public InstanceCatalogue(IEnumerable<InstanceType> instances)
    {
        _rows = [.. instances.OrderBy(instance => instance.Metadata.Name, StringComparer.Ordinal).Select(instance => new Row(instance))];
        _byName = _rows.ToLookup(row => (row.Spec.InstanceType, row.Spec.InstanceSize));
    }

    public InstanceLookup Find(InferenceEndpointSpec spec) =>
        Find(spec.Provider?.Vendor, spec.Compute.Accelerator, spec.Compute.InstanceType, spec.Compute.InstanceSize);

    /// <param name="vendor">Null: any.</param>
    /// <param name="accelerator">Null: any.</param>
    public InstanceLookup Find(string? vendor, string? accelerator, string instanceType, string instanceSize)
    {
        var named = Named(instanceType, instanceSize);
        var offered = named.Where(row => vendor is null || row.Spec.Vendor is null || row.Spec.Vendor == vendor).ToList();
        var fitting = offered.Where(row => accelerator is null || row.Spec.Accelerator == accelerator).ToList();

        // A row of the vendor that was asked for comes before a row of no vendor in particular.
        if (fitting.MaxBy(row => vendor is not null && row.Spec.Vendor == vendor) is { } found)
        {
            return found.Answer;
        }

        var wanted = $"instance '{instanceType}' '{instanceSize}'";
        return new InstanceLookup.Missing((named, offered) switch
        {
            (_, [var other, ..]) =>
                $"{wanted} has accelerator {other.Spec.Accelerator}, not {accelerator}; "
                + $"set spec.compute.accelerator to {other.Spec.Accelerator} or leave it out",
            ([var other, ..], _) =>
                $"{wanted} is offered by vendor {other.Spec.Vendor}, not {vendor}; "
                + $"set spec.provider.vendor to {other.Spec.Vendor} or leave it out",
            _ when _rows.Length == 0 => $"{wanted} is not in the catalogue, which is empty; apply InstanceTypes first",
            _ => $"{wanted} is not in the catalogue; nearest: {string.Join(", ", Nearest(accelerator, instanceType, instanceSize))}. {ListThem}",
        });
    }

    /// <summary>
    /// The instanceType of an endpoint that names none: the newest default that has its size, fits whatever else it says and is allowed. Of
    /// two that are equally new it is the first by name, as with the default StorageClass. Null: there is none.
    /// </summary>
    public string? DefaultType(InferenceEndpointSpec spec, Func<string, bool> isAllowed) => _rows
        .Where(row => row.IsDefault && row.Spec.InstanceSize == spec.Compute.InstanceSize && isAllowed(row.Spec.InstanceType))
        .Where(row => Find(spec.Provider?.Vendor, spec.Compute.Accelerator, row.Spec.InstanceType, row.Spec.InstanceSize) is InstanceLookup.Found)
        .MaxBy(row => row.Created)?.Spec.InstanceType;

    /// <summary>The rows of that name; only if there is none, the rows with that alias.</summary>
    private List<Row> Named(string instanceType, string instanceSize)
    {
        var named = _byName[(instanceType, instanceSize)].ToList();
        if (named.Count > 0)
        {
            return named;
        }

        var alias = $"{instanceType}/{instanceSize}";
        return [.. _rows.Where(row => row.Spec.Aliases?.Contains(alias) is true)];
    }

    /// <summary>
    /// Other sizes of the same type first, then types with similar names or aliases; of those the same size first. All of one kind: the
    /// accelerator that was asked for, or the nearest one's.
    /// </summary>
    private IEnumerable<string> Nearest(string? accelerator, string instanceType, string instanceSize)
    {
        var byDistance = _rows
            .OrderBy(row => Names(row).Min(name => EditDistance.Between(name.Type, instanceType)))
            .ThenBy(row => Names(row).Min(name => EditDistance.Between(name.Size, instanceSize)))
            .ToList();
        var first = byDistance.Find(row => row.Spec.Accelerator == accelerator) ?? byDistance[0];
        return byDistance
            .Where(row => row.Spec.Accelerator == first.Spec.Accelerator)
            .Select(row => $"{row.Spec.InstanceType} {row.Spec.InstanceSize}")
            .Distinct()
            .Take(MaxSuggestions);
    }

    private static IEnumerable<(string Type, string Size)> Names(Row row) =>
        (row.Spec.Aliases ?? []).Select(alias => (alias.Split('/')[0], alias.Split('/')[^1])).Prepend((row.Spec.InstanceType, row.Spec.InstanceSize));

    /// <summary>Looked through once, when an endpoint first names it.</summary>
    private sealed class Row(InstanceType instance)
    {
        private InstanceLookup? answer;

        public InstanceTypeSpec Spec => instance.Spec;

        public DateTime? Created => instance.Metadata.CreationTimestamp;

        public bool IsDefault => instance.Metadata.Annotations?.TryGetValue(Annotations.IsDefaultClass, out var value) is true && value == "true";

        public InstanceLookup Answer => answer ??= InstanceTypeValidator.Validate(instance) is [var error, ..]
            ? new InstanceLookup.Invalid($"InstanceType {instance.Metadata.Name} cannot be used: {error}")
            : new InstanceLookup.Found(instance);
    }
}
