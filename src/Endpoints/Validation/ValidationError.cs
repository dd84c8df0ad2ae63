namespace InferenceEndpoints.Validation;

/// <summary>One thing that is wrong with an object, and what to do about it.</summary>
/// <param name="Field">The path of the field, such as <c>spec.compute.scaling.minReplica</c>.</param>
/// <param name="Value">The value that was seen; null where there is none, or where it may be confidential.</param>
/// <param name="Problem">What is wrong with it, as the end of a sentence that begins with the value.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ValidationError(string Field, string? Value, string Problem, string Remedy)
{
    private const int MaxValueLength = 80;

    /// <summary>The sentence without the field.</summary>
    public string Message => Value is null ? $"{Problem}; {Remedy}" : $"'{Shortened(Value)}' {Problem}; {Remedy}";

    public override string ToString() => $"{Field}: {Message}";

    private static string Shortened(string value) => value.Length <= MaxValueLength ? value : value[..MaxValueLength] + "...";
}
