using System.Buffers;

namespace InferenceEndpoints.Gateway;

/// <summary>Names a request in the answer's and the replica's headers, so that people can find it in both logs.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-ID";
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:/+=");

    /// <summary>The caller's, when it is sane, or a new one.</summary>
    public static void Assign(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        context.TraceIdentifier = given is [{ Length: > 0 and <= MaxLength } only] && !only.AsSpan().ContainsAnyExcept(Allowed)
            ? only
            : Generate();
    }

    /// <summary>Unlike any other, but no secret: what a Guid is made of costs a system call.</summary>
    private static string Generate()
    {
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id);
        return Convert.ToHexStringLower(id);
    }

    public static void Set(HttpContext context) => context.Response.Headers[Header] = context.TraceIdentifier;
}
