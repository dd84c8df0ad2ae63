using System.Text.RegularExpressions;

namespace IntegrationTests.Admission;

/// <summary>What callers hear of a mistake: by the webhook in our words, by the schema in the API server's.</summary>
internal static partial class Refusals
{
    /// <summary>The message names the field, and after it what to do.</summary>
    public static bool Tell(string message, string field) =>
        Spellings(field).Any(spelling => message.Split(spelling, 2) is [_, var rest] && Remedy().IsMatch(rest));

    // The API server puts keys of maps behind a dot. Versions before 1.23 leave the place in a list out.
    private static IEnumerable<string> Spellings(string field) =>
        [field, Place().Replace(field, ""), Key().Replace(Place().Replace(field, ""), ".${key}")];

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\[(?<key>[^\]]+)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex("; |should|must|supported values|Required value|Duplicate value", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Remedy();
}
