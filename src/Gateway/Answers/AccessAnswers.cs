using InferenceEndpoints.Gateway.Auth;

namespace InferenceEndpoints.Gateway.Answers;

/// <summary>What a caller hears who may not call.</summary>
internal static class AccessAnswers
{
    /// <summary>Null: he may.</summary>
    public static Answer? Of(Access access) => access switch
    {
        Access.Allowed => null,
        Access.Unknown => Answer.Unauthorized,
        Access.Unavailable => Answer.Unchecked,
        _ => Answer.Forbidden,
    };
}
