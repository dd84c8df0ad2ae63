namespace k8s.Watch;

/// <summary>What to watch, and from where on.</summary>
public sealed record WatchRequest
{
    /// <summary>Empty: the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    /// <summary>Null: all namespaces, or a cluster-scoped resource.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Changes after this version are sent. Null: the API server first sends what there is.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Ask for bookmarks: now and then, the version that everything has been sent up to.</summary>
    public bool AllowBookmarks { get; init; }

    /// <summary>After this the API server ends the watch. Null: when it likes.</summary>
    public TimeSpan? Timeout { get; init; }
}
