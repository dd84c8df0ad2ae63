namespace InferenceEndpoints.Operator.Desired;

/// <summary>Sends image references to a mirror: the longest prefix that matches is replaced, so a whole reference beats its registry.</summary>
internal sealed class ImageRewriter(IEnumerable<KeyValuePair<string, string>> rewrites)
{
    private readonly KeyValuePair<string, string>[] longestFirst =
        [.. rewrites.OrderByDescending(rewrite => rewrite.Key.Length).ThenBy(rewrite => rewrite.Key, StringComparer.Ordinal)];

    public string Rewrite(string image)
    {
        foreach (var (prefix, replacement) in longestFirst)
        {
            if (image.StartsWith(prefix, StringComparison.Ordinal))
            {
                return string.Concat(replacement, image.AsSpan(prefix.Length));
            }
        }

        return image;
    }
}
