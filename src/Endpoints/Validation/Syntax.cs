using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>A pattern with the sentence that explains it.</summary>
internal sealed class Syntax(string pattern, string remedy)
{
    // Linear in the length of the text, as the API server's RE2 is.
    private readonly Regex _pattern = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public string Remedy => remedy;

    // In .NET "$" also matches before a final line feed; in the API server's RE2 it does not.
    public bool Matches(string value) => _pattern.IsMatch(value) && !value.EndsWith('\n');
}

internal static class Syntaxes
{
    public static readonly Syntax EndpointName = new(
        Patterns.EndpointName, "use 4 to 32 characters a-z, 0-9 and '-', starting with a letter and not ending with '-'");

    public static readonly Syntax HostName = new(
        Patterns.HostName,
        "use a DNS name in lower case, such as api.example.com, without scheme, port and path, and with at most 63 characters between its dots");

    public static readonly Syntax ObjectName = new(Patterns.DnsName, "use the name of the object: a-z, 0-9, '-' and '.'");

    public static readonly Syntax UrlPath = new(Patterns.UrlPath, "use a path that starts with '/', such as /health");

    public static readonly Syntax Repository = new(Patterns.Repository, "use owner/name as on the Hub, such as google/gemma-1.1-2b-it");

    public static readonly Syntax Revision = new(Patterns.Revision, "use a branch, a tag or a commit, such as main");

    public static readonly Syntax ImageReference = new(
        Patterns.ImageReference, "use an image reference, such as registry.example.com/team/server:1.2");

    public static readonly Syntax Quantity = new(Patterns.Quantity, "use a positive quantity, such as 50Gi");

    public static readonly Syntax Word = new(Patterns.Word, "use lower-case letters, digits, '-', '_' and '.'");

    public static readonly Syntax LabelValue = new(Patterns.LabelValue, "use letters, digits, '-', '_' and '.'");

    public static readonly Syntax AbsolutePath = new(Patterns.AbsolutePath, "use an absolute path below the root, such as /var/models");

    public static readonly Syntax RelativePath = new(Patterns.RelativePath, "use a path within the repository, such as model-q4.gguf");

    public static readonly Syntax SecretKey = new(Patterns.SecretKey, "use a key of the Secret: letters, digits, '-', '_' and '.'");

    /// <summary>Prefix, slash and name.</summary>
    public const int MaxQualifiedName = 253 + 1 + 63;

    public static readonly Syntax QualifiedName = new(
        Patterns.QualifiedName, "use a name such as memory, or with the domain of whoever made it, such as nvidia.com/gpu");

    public static readonly Syntax InstanceAlias = new(Patterns.InstanceAlias, "use instanceType/instanceSize, such as g5.2xlarge/medium");

    public static readonly Syntax Cron = new(
        Patterns.Cron, "use minute, hour, day of the month, month and day of the week, such as 0 8 * * MON-FRI");

    public static readonly Syntax TimeZone = new(Patterns.TimeZone, "use a name of the tz database, such as Europe/Berlin, or leave it out for UTC");

    public static readonly Syntax Sha256 = new(Patterns.Sha256, "use the SHA-256 of the key: 64 characters 0-9 and a-f");

    public static readonly Syntax AnyText = new("", "give it a text or leave it out");

    public static readonly Syntax EnvironmentName = new(
        Patterns.EnvironmentName, "use letters, digits, '_', '-' and '.', not starting with a digit");
}
