using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>Sends image references to a mirror. The longest prefix that matches is replaced, so a whole reference beats its registry.</summary>
internal sealed class ImageRewriter(IEnumerable<ImageRewrite> rewrites)
{
    private readonly ImageRewrite[] longestFirst = [.. rewrites.OrderByDescending(rewrite => rewrite.From.Length)];

    public string Rewrite(string image) =>
        longestFirst.FirstOrDefault(rewrite => image.StartsWith(rewrite.From, StringComparison.Ordinal)) is { } rewrite
            ? string.Concat(rewrite.To, image.AsSpan(rewrite.From.Length))
            : image;
}
