using System.Buffers;
using System.Diagnostics;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>W3C Trace Context: a request that belongs to a trace goes on in it, and any other begins one. The replica gets the header in any case.</summary>
internal static class TraceContext
{
    private const int Length = 55;
    private const int IdStart = 3;
    private const int IdEnd = 35;
    private const int ParentEnd = 52;
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>As late as it is needed: a request that waits for a replica has no header more than it came with.</summary>
    public static void Assign(IHeaderDictionary headers)
    {
        if (headers.TraceParent is [{ } only] && IsValid(only))
        {
            return;
        }

        // Without a parent, its vendor's state says nothing. Nobody has decided against sampling, hence 01.
        headers.TraceParent = Generate();
        headers.TraceState = default;
    }

    /// <summary>A new trace and its first span, sampled. No string in between, as most requests need one.</summary>
    private static string Generate() => string.Create(Length, 0, static (parent, _) =>
    {
        Span<byte> ids = stackalloc byte[TraceIdBytes + SpanIdBytes];
        Random.Shared.NextBytes(ids);
        "00-".CopyTo(parent);
        Convert.TryToHexStringLower(ids[..TraceIdBytes], parent[IdStart..], out _);
        parent[IdEnd] = '-';
        Convert.TryToHexStringLower(ids[TraceIdBytes..], parent[(IdEnd + 1)..], out _);
        "-01".CopyTo(parent[ParentEnd..]);
    });

    /// <summary>What the request belongs to; nothing, when it begins a trace.</summary>
    public static ActivityContext Parent(IHeaderDictionary headers) =>
        headers.TraceParent is [{ } only] && IsValid(only) && ActivityContext.TryParse(only, headers.TraceState, isRemote: true, out var parent) ? parent : default;

    /// <summary>The trace that the request belongs to, or begins now.</summary>
    public static ReadOnlySpan<char> IdOf(IHeaderDictionary headers)
    {
        Assign(headers);
        return headers.TraceParent.ToString().AsSpan(IdStart, IdEnd - IdStart);
    }

    /// <summary>A version that is not known yet may have more at its end, after a dash.</summary>
    public static bool IsValid(ReadOnlySpan<char> parent) =>
        (parent.Length == Length || (parent.Length > Length && parent[Length] == '-' && !parent.StartsWith("00")))
        && parent[2] == '-' && parent[IdEnd] == '-' && parent[ParentEnd] == '-'
        && IsHex(parent[..2]) && !parent.StartsWith("ff")
        && IsHex(parent[IdStart..IdEnd]) && parent[IdStart..IdEnd].ContainsAnyExcept('0')
        && IsHex(parent[(IdEnd + 1)..ParentEnd]) && parent[(IdEnd + 1)..ParentEnd].ContainsAnyExcept('0')
        && IsHex(parent[(ParentEnd + 1)..Length]);

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);
}
