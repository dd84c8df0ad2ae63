namespace InferenceEndpoints.KubectlIep.Diagnosis;

internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Endpoints run; something that one may want is missing.</summary>
    Warn,

    /// <summary>Endpoints do not run, or cannot be called.</summary>
    Fail,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Severity">How it is.</param>
/// <param name="Subject">What was looked at.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Remedy">What to do; null: nothing.</param>
internal sealed record Finding(Severity Severity, string Subject, string Text, string? Remedy = null)
{
    private const int SubjectWidth = 24;

    public static Finding Ok(string subject, string text) => new(Severity.Ok, subject, text);

    public static Finding Warn(string subject, string text, string? remedy) => new(Severity.Warn, subject, text, remedy);

    public static Finding Fail(string subject, string text, string? remedy) => new(Severity.Fail, subject, text, remedy);

    public override string ToString() =>
        $"{Severity.ToString().ToUpperInvariant(),-4}  {Subject.PadRight(SubjectWidth)}  {Text}{(Remedy is null ? "" : $"; {Remedy}")}";
}
