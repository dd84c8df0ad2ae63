namespace InferenceEndpoints.Informers.Reflector;

/// <summary>Where the reflector stands. Each state holds what is needed to go on from it, and no more.</summary>
internal abstract record ReflectorState
{
    private ReflectorState()
    {
    }

    /// <summary>There is nothing to go on from: list from the first page.</summary>
    public sealed record Empty : ReflectorState;

    /// <summary>Some pages are read; the API server knows the next by this token.</summary>
    public sealed record Listing(string Continue) : ReflectorState;

    /// <summary>The store is complete up to this version: watch from here.</summary>
    public sealed record Listed(string ResourceVersion) : ReflectorState;

    /// <summary>A watch is open, and has told all up to this version.</summary>
    public sealed record Watching(string ResourceVersion) : ReflectorState;
}

/// <summary>What one step of the reflector met.</summary>
internal abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <param name="Continue">Null on the last page.</param>
    public sealed record PageRead(string? Continue, string ResourceVersion) : StepOutcome;

    public sealed record WatchOpened : StepOutcome;

    /// <summary>A change or a bookmark.</summary>
    public sealed record Told(string ResourceVersion) : StepOutcome;

    /// <summary>The API server closed the watch without an error, as it does when its time is up.</summary>
    public sealed record WatchClosed(bool WasIdleAndShort) : StepOutcome;

    /// <summary>410, as a response or inside the watch: what was asked for is compacted away.</summary>
    public sealed record Gone : StepOutcome;

    public sealed record Failed(Exception Exception, TimeSpan? RetryAfter) : StepOutcome;
}
