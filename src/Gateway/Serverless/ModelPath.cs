using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Serverless;

/// <summary>A path that begins with a model's name: <c>/models/{name}</c>, <c>/models/{organisation}/{name}</c>, and what follows either.</summary>
/// <param name="Model">The name.</param>
/// <param name="Target">Path and query for a replica.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ModelPath(string Model, string Target)
{
    private const string Root = "/models/";

    public static bool Has(string target) => target.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>All readings, the likeliest first. A name without an organisation is followed by nothing, or by more than one word.</summary>
    /// <param name="target">One that <see cref="Has"/> has said yes to.</param>
    public static IEnumerable<ModelPath> Read(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? query : target.Length;
        var first = NextSlash(target, Root.Length, end);
        var second = NextSlash(target, first + 1, end);
        if (first == Root.Length)
        {
            yield break;
        }

        if (second > first + 1)
        {
            yield return At(target, second);
        }

        if (second <= first + 1 || second < end - 1)
        {
            yield return At(target, first);
        }
    }

    private static int NextSlash(string target, int start, int end) =>
        start < end && target.IndexOf('/', start, end - start) is var slash and >= 0 ? slash : end;

    private static ModelPath At(string target, int nameEnd) =>
        new(Uri.UnescapeDataString(target[Root.Length..nameEnd]), target.AsSpan(nameEnd) is ['/', ..] ? target[nameEnd..] : $"/{target.AsSpan(nameEnd)}");
}
