namespace Prometheus.Client;

/// <summary>
/// Prometheus' rules: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c> for metrics; for labels the same without colons, and not beginning with <c>__</c>.
/// </summary>
internal static class NameRules
{
    public static bool IsMetricName(string? name) => Follows(name, allowColon: true);

    public static bool IsLabelName(string? name) => Follows(name, allowColon: false) && !name!.StartsWith("__", StringComparison.Ordinal);

    private static bool Follows(string? name, bool allowColon)
    {
        if (string.IsNullOrEmpty(name) || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && !(c == ':' && allowColon))
            {
                return false;
            }
        }

        return true;
    }
}
