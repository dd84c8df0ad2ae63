using System.Collections.Immutable;

using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>
/// Who may call which endpoint. As on Hugging Face, a protected endpoint is open to every key of the installation, and a private one to
/// the keys of its own namespace.
/// </summary>
internal static class AccessPolicy
{
    public static Decision Decide(AccessType type, string endpointNamespace, ImmutableArray<KeyGrant> grants, DateTimeOffset now)
    {
        if (type == AccessType.Public)
        {
            return new Decision(Access.Allowed);
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
                return new Decision(Access.Allowed, grant);
            }

            access = Access.Forbidden;
        }

        return new Decision(access);
    }
}
