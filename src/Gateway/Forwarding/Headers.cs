using System.Collections.Frozen;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Headers that speak of a connection and not of the message (RFC 9110, 7.6.1), and so end at each proxy.</summary>
internal static class HopByHop
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="name">A header.</param>
    /// <param name="connection">The Connection header, which may name more.</param>
    public static bool Contains(string name, StringValues connection) => Names.Contains(name) || IsListed(name, connection);

    public static bool IsListed(string name, StringValues list)
    {
        foreach (var line in list)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan(range).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
