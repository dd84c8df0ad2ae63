using System.Text.Json;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>Reads a review and answers it.</summary>
internal sealed partial class AdmissionHandler(AdmissionPolicy policy, ILogger<AdmissionHandler> logger)
{
    private const string Path = "/validate";

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != Path || !HttpMethods.IsPost(context.Request.Method))
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

        var response = policy.Review(request);
        if (response.Status is { } refusal)
        {
            LogRefused(logger, request.Operation, request.Namespace, refusal.Message);
        }

        await context.Response.WriteAsJsonAsync(
            new AdmissionReview { Response = response }, AdmissionJsonContext.Default.AdmissionReview, cancellationToken: context.RequestAborted);
    }

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
