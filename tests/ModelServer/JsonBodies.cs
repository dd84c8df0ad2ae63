using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer;

internal static class JsonBodies
{
    public static Task AnswerAsync<T>(this HttpContext context, T answer, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(answer, type, cancellationToken: context.RequestAborted);

    /// <exception cref="RequestFailedException">The body is not such JSON.</exception>
    public static async Task<T> ReadAsync<T>(this HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted)
                ?? throw RequestFailedException.Validation("the body is null");
        }
        catch (JsonException e)
        {
            throw RequestFailedException.Validation(e.Message);
        }
    }
}
