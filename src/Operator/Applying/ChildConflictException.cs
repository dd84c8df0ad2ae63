namespace InferenceEndpoints.Operator.Applying;

/// <summary>An object that we need has a name that belongs to somebody else. It is never taken over.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="name">Its name.</param>
/// <param name="owner">Kind and name of the object that it belongs to; null: it belongs to none.</param>
public sealed class ChildConflictException(string kind, string name, string? owner) : Exception(
    $"{kind} {name} already exists and {(owner is null ? "was not made for this endpoint" : $"belongs to {owner}")}; "
    + "delete it, or name the endpoint differently");
