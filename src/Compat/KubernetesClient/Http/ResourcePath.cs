using System.Globalization;
using System.Text;

namespace k8s.Http;

/// <summary>Builds request targets. The core group lives under <c>/api</c>, every other under <c>/apis</c>.</summary>
internal static class ResourcePath
{
    /// <exception cref="ArgumentException">A name is empty, or would lead to another resource.</exception>
    public static string Of(string group, string version, string? @namespace, string plural, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}");
        if (@namespace is not null)
        {
            path.Append("/namespaces/").Append(Segment(@namespace));
        }

        path.Append('/').Append(plural);
        if (name is not null)
        {
            path.Append('/').Append(Segment(name));
        }

        return subresource is null ? path.ToString() : path.Append('/').Append(subresource).ToString();
    }

    public static string WithQuery(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var query = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            var text = value switch
            {
                null => null,
                true => "true",
                false => "false",
                IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
            if (!string.IsNullOrEmpty(text))
            {
                query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(text));
                separator = '&';
            }
        }

        return query.ToString();
    }

    // Without a name, a request would mean every object; dots would climb to another resource.
    private static string Segment(string name) => name is "" or "." or ".."
        ? throw new ArgumentException($"'{name}' is not the name of an object.", nameof(name))
        : Uri.EscapeDataString(name);
}
