namespace InferenceEndpoints.ModelHub.Api;

/// <summary>A refusal as the hub words it: the client decides by <c>X-Error-Code</c> and shows <c>X-Error-Message</c>.</summary>
internal sealed class HubException(int statusCode, string? errorCode, string message) : Exception(message)
{
    public int StatusCode => statusCode;

    public string? ErrorCode => errorCode;

    /// <summary>Without a token a missing repository looks like a private one.</summary>
    public static HubException RepositoryNotFound(bool isAnonymous) => isAnonymous
        ? new(StatusCodes.Status401Unauthorized, "RepoNotFound", "Invalid username or password.")
        : new(StatusCodes.Status404NotFound, "RepoNotFound", "Repository not found");

    public static HubException RevisionNotFound(string revision) =>
        new(StatusCodes.Status404NotFound, "RevisionNotFound", $"Invalid rev id: {revision}");

    public static HubException EntryNotFound() => new(StatusCodes.Status404NotFound, "EntryNotFound", "Entry not found");

    public static HubException InvalidToken() =>
        new(StatusCodes.Status401Unauthorized, null, "Invalid credentials in Authorization header");

    public static HubException Gated(string id, bool isAnonymous) => isAnonymous
        ? new(
            StatusCodes.Status401Unauthorized,
            "GatedRepo",
            $"Access to model {id} is restricted. You must have access to it and be authenticated to access it. Please log in.")
        : new(
            StatusCodes.Status403Forbidden,
            "GatedRepo",
            $"Access to model {id} is restricted and you are not in the authorized list. "
            + $"Visit https://huggingface.co/{id} to ask for access.");
}
