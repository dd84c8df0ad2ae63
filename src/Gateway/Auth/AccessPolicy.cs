using System.Collections.Immutable;

using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Auth;

internal enum Access
{
    Allowed,

    /// <summary>No key, or none that is valid: 401.</summary>
    Unknown,

    /// <summary>A valid key that does not go here: 403.</summary>
    Forbidden,

    /// <summary>Nobody could be asked: 503. Never the same as allowed.</summary>
    Unavailable,
}

/// <summary>
/// Who may call which endpoint. As on Hugging Face, a protected endpoint is open to every key of the installation, and a private one to
/// the keys of its own namespace.
/// </summary>
internal static class AccessPolicy
{
    public static Access Decide(AccessType type, string endpointNamespace, ImmutableArray<KeyGrant> grants, DateTimeOffset now)
    {
        if (type == AccessType.Public)
        {
            return Access.Allowed;
        }

        var access = Access.Unknown;
        foreach (var grant in grants)
        {
            if (!grant.IsLive(now))
            {
                continue;
            }

            if (grant.MayInfer && (type == AccessType.Protected || grant.Source.Namespace == endpointNamespace))
            {
                return Access.Allowed;
            }

            access = Access.Forbidden;
        }

        return access;
    }
}
