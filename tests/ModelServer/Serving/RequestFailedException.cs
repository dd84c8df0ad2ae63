namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>An answer other than 200, in the engine's words.</summary>
internal sealed class RequestFailedException(int statusCode, string errorType, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;

    /// <summary>TGI's <c>error_type</c>.</summary>
    public string ErrorType { get; } = errorType;

    public static RequestFailedException Unhealthy() => new(StatusCodes.Status503ServiceUnavailable, "healthcheck", "unhealthy");

    public static RequestFailedException Overloaded() => new(StatusCodes.Status429TooManyRequests, "overloaded", "Model is overloaded");

    public static RequestFailedException Validation(string message) =>
        new(StatusCodes.Status422UnprocessableEntity, "validation", $"Input validation error: {message}");

    public static RequestFailedException BadRequest(string message) => new(StatusCodes.Status400BadRequest, "validation", message);

    public static RequestFailedException Generation(string message) =>
        new(StatusCodes.Status424FailedDependency, "generation", $"Request failed during generation: {message}");
}

internal sealed record ErrorBody(string Error, string? ErrorType);
