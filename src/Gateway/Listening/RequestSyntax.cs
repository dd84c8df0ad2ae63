using System.Buffers;

using InferenceEndpoints.Gateway.Answers;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// What Kestrel lets pass, and what two servers could read in two ways (RFC 9112, 11.2): a replica must see the request that was decided upon,
/// and no other.
/// </summary>
internal static class RequestSyntax
{
    private const string Chunked = "chunked";

    /// <summary>Where Kestrel keeps the length that it ignores for the sake of chunks.</summary>
    private const string IgnoredLength = "X-Content-Length";

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>All that is printable in ASCII; a fragment is the caller's own affair.</summary>
    private static readonly SearchValues<char> TargetChars =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(c => c != '#')]);

    private static readonly SearchValues<char> ControlChars =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Where(code => code != '\t').Append('\x7f').Select(code => (char)code)]);

    /// <summary>Null: nothing is wrong with the head of the request. The first check that fails counts.</summary>
    public static Answer? Check(string protocol, string method, string target, IHeaderDictionary headers) =>
        HttpMethods.IsConnect(method) ? Answer.NoTunnels
        : !IsTarget(target) ? Answer.BadTarget
        : CheckFraming(protocol, headers) ?? (AreFields(headers) ? null : Answer.BadHeader);

    private static bool IsTarget(string target) =>
        !target.AsSpan().ContainsAnyExcept(TargetChars) && (target.StartsWith('/') || !HasUserInfo(target));

    /// <summary>As in http://somebody@host/path, which names a host to one reader and a user to another.</summary>
    private static bool HasUserInfo(string url)
    {
        var authority = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0);
        var end = authority.IndexOfAny('/', '?');
        return (end < 0 ? authority : authority[..end]).Contains('@');
    }

    private static Answer? CheckFraming(string protocol, IHeaderDictionary headers)
    {
        var coding = headers.TransferEncoding;
        return coding.Count == 0 ? null
            : !HttpProtocol.IsHttp11(protocol) || headers.ContentLength is not null || headers.ContainsKey(IgnoredLength) ? Answer.BadFraming
            : coding is [{ } only] && only.AsSpan().Trim(" \t").Equals(Chunked, StringComparison.OrdinalIgnoreCase) ? null
            : Answer.UnknownCoding;
    }

    /// <summary>Of a copy, as Kestrel keeps an enumerator for each connection that it has made one for.</summary>
    private static bool AreFields(IHeaderDictionary headers)
    {
        var count = headers.Count;
        var fields = ArrayPool<KeyValuePair<string, StringValues>>.Shared.Rent(count);
        headers.CopyTo(fields, 0);
        var areFields = AreFields(fields.AsSpan(0, count));
        ArrayPool<KeyValuePair<string, StringValues>>.Shared.Return(fields, clearArray: true);
        return areFields;
    }

    private static bool AreFields(ReadOnlySpan<KeyValuePair<string, StringValues>> fields)
    {
        foreach (var (name, values) in fields)
        {
            // Pseudo-headers of HTTP/2 are gone by now: a colon is wrong in any name.
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenChars))
            {
                return false;
            }

            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(ControlChars))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
