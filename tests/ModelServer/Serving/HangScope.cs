namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>What is accepted and never answered.</summary>
internal enum HangScope
{
    Nothing,

    /// <summary>Inference, while health says that all is well: the worst kind.</summary>
    Requests,

    /// <summary>Everything but <c>/admin</c>.</summary>
    All,
}

internal static class HangScopes
{
    public static HangScope Parse(string? text) => text switch
    {
        null or "0" or "false" or "nothing" => HangScope.Nothing,
        "requests" => HangScope.Requests,
        "1" or "true" or "all" => HangScope.All,
        _ => throw new FormatException($"'{text}' does not say what hangs: requests, all or nothing."),
    };
}
