using InferenceEndpoints.Gateway.Sockets;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>What a caller sends after a body in chunks goes on to the replica: checksums and signatures, of what was made while it was sent.</summary>
internal static class RequestTrailers
{
    /// <summary>Those that may pass: nothing that has its place before the body (RFC 9110, 6.5.1), as a replica might take it for having stood there.</summary>
    /// <param name="to">Gets them, between the last chunk and the empty line.</param>
    /// <param name="trailers">Of a body that has been read to its end.</param>
    public static void Write(SendBuffer to, IHttpRequestTrailersFeature? trailers)
    {
        if (trailers is not { Available: true })
        {
            return;
        }

        foreach (var (name, values) in trailers.Trailers)
        {
            if (RequestHeaders.MayFollow(name))
            {
                RequestHeaders.Write(to, name, values);
            }
        }
    }
}
