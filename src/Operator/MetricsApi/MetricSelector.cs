namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>Which values somebody wants, by the equality of labels: <c>endpoint=gpt2,other!=x</c>.</summary>
internal sealed record MetricSelector(IReadOnlyList<MetricSelector.Requirement> Requirements)
{
    /// <summary>Null: it is not a selector, or one that asks for more than equality.</summary>
    public static MetricSelector? Parse(string? text)
    {
        var requirements = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseRequirement).ToArray();
        return requirements.Contains(null) ? null : new MetricSelector([.. requirements.OfType<Requirement>()]);
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        Requirements.All(requirement => string.Equals(labels.GetValueOrDefault(requirement.Label), requirement.Value, StringComparison.Ordinal) == requirement.IsEqual);

    private static Requirement? ParseRequirement(string text)
    {
        if (text.Split('=', 2) is not [var left, var right])
        {
            return null;
        }

        var (label, value) = (left.TrimEnd('!').Trim(), right.TrimStart('=').Trim());
        return label.Length == 0 || label.Contains(' ', StringComparison.Ordinal) ? null : new Requirement(label, value, IsEqual: !left.EndsWith('!'));
    }

    internal sealed record Requirement(string Label, string Value, bool IsEqual);
}
