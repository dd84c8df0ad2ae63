using System.Text.Json;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>Reads a review and answers it.</summary>
internal sealed partial class AdmissionHandler(AdmissionPolicy policy, EndpointMutation mutation, ILogger<AdmissionHandler> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (ReviewAt(context.Request.Path) is not { } review || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (await ReadAsync(context) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("This is no AdmissionReview with a request.", context.RequestAborted);
            return;
        }

        var response = review(request);
        if (response.Status is { } refusal)
        {
            LogRefused(logger, request.Operation, request.Namespace, refusal.Message);
        }

        await context.Response.WriteAsJsonAsync(
            new AdmissionReview { Response = response }, AdmissionJsonContext.Default.AdmissionReview, cancellationToken: context.RequestAborted);
    }

    private Func<AdmissionRequest, AdmissionResponse>? ReviewAt(PathString path) => path.Value switch
    {
        "/validate" => policy.Review,
        "/mutate" => mutation.Review,
        _ => null,
    };

    private static async Task<AdmissionRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            var review = await JsonSerializer.DeserializeAsync(
                context.Request.Body, AdmissionJsonContext.Default.AdmissionReview, context.RequestAborted);
            return review?.Request;
        }
        catch (JsonException)
        {
            return null; // The answer says so.
        }
    }

    [LoggerMessage(2401, LogLevel.Information, "Refused {Operation} in namespace '{Namespace}': {Message}")]
    private static partial void LogRefused(ILogger logger, string operation, string? @namespace, string message);
}
