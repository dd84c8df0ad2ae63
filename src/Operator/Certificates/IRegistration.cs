using System.Collections.Immutable;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>An object that leads API servers to this process, and says whom they may trust there.</summary>
internal interface IRegistration
{
    /// <summary>Kind and name.</summary>
    string Object { get; }

    /// <summary>Null: there is none, or it leads to somebody else.</summary>
    Task<RegisteredTrust?> ReadAsync(CancellationToken cancellationToken);

    /// <param name="read">What the bundles were made from: two replicas at once must not undo each other.</param>
    /// <param name="bundles">Those that change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task WriteAsync(RegisteredTrust read, IReadOnlyDictionary<string, byte[]> bundles, CancellationToken cancellationToken);
}

/// <param name="Version">Of the object.</param>
/// <param name="Hosts">The names that API servers call this process by.</param>
/// <param name="Bundles">Each <c>caBundle</c> of the object, by the name of its place.</param>
internal sealed record RegisteredTrust(string? Version, ImmutableArray<string> Hosts, IReadOnlyDictionary<string, byte[]?> Bundles);
