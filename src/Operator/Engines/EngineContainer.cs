using System.Collections.Immutable;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>What an engine asks of its container; the pod around it is the same for all.</summary>
internal sealed record EngineContainer
{
    /// <summary>Where every engine finds the model's files.</summary>
    public const string ModelPath = "/repository";

    public const string DefaultHealthRoute = "/health";

    public required string Image { get; init; }

    public required int Port { get; init; }

    /// <summary>Answers 200 once the model is loaded.</summary>
    public required string HealthRoute { get; init; }

    /// <summary>Replaces the image's entrypoint; empty: keeps it.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>What the engine needs; a user's <c>model.args</c> come after and so win.</summary>
    public ImmutableArray<string> Args { get; init; } = [];

    /// <summary>What the engine needs; a user's <c>model.env</c> of the same name wins.</summary>
    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The engine writes to /tmp at most, so its root can be read-only.</summary>
    public bool ReadOnlyRoot { get; init; }
}
