namespace InferenceEndpoints.Hosting;

/// <summary>Namespaces in a setting: <c>team-a,team-b</c>.</summary>
public static class NamespaceList
{
    /// <summary>Names, with commas in between; or nothing.</summary>
    public const string Pattern = @"^\s*([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\s*(,\s*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\s*)*)?$";

    /// <summary>Empty: all namespaces.</summary>
    public static IReadOnlyList<string> Parse(string? setting) =>
        [.. (setting ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
