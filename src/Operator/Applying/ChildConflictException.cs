namespace InferenceEndpoints.Operator.Applying;

/// <summary>An object that we need has a name that belongs to somebody else. It is never taken over.</summary>
public sealed class ChildConflictException(string kind, string name, string owner)
    : Exception($"{kind} {name} already exists and belongs to {owner}: delete or rename it, or name the endpoint differently.");
