using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Auth;

/// <param name="Access">What was decided.</param>
/// <param name="Key">The key by which it was allowed; null: it was not, or by something else.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(Access Access, KeyGrant? Key = null);

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
