using k8s.Models;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>A request's way: who asks, may he, which values.</summary>
internal sealed partial class MetricsHandler(AccessReviews reviews, ExternalMetrics metrics, ILogger<MetricsHandler> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (ReviewUnavailableException exception)
        {
            LogUnavailable(logger, exception.Message);
            await RefuseAsync(context, new ApiStatus(503, "ServiceUnavailable", "the API server does not say who may ask"));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var request = MetricsRequest.Of(path);
        if (await reviews.CallerOfAsync(context) is not { } user)
        {
            await RefuseAsync(context, new ApiStatus(401, "Unauthorized", "Unauthorized"));
        }
        else if (!await reviews.MayAsync(user, request, context.RequestAborted))
        {
            await RefuseAsync(context, new ApiStatus(403, "Forbidden", Forbidden(user, request, path)));
        }
        else if (!HttpMethods.IsGet(context.Request.Method))
        {
            await RefuseAsync(context, new ApiStatus(405, "MethodNotAllowed", "metrics can be read and nothing else"));
        }
        else if (request is MetricsRequest.Discovery)
        {
            await context.Response.WriteAsJsonAsync(
                metrics.Resources, MetricsApiJsonContext.Default.ApiResourceList, cancellationToken: context.RequestAborted);
        }
        else if (MetricSelector.Parse(context.Request.Query["labelSelector"]) is not { } selector)
        {
            await RefuseAsync(context, new ApiStatus(400, "BadRequest", "labelSelector must compare labels by =, == or !="));
        }
        else if (request is not MetricsRequest.Values values || metrics.Read(values, selector) is not { } list)
        {
            await RefuseAsync(context, new ApiStatus(404, "NotFound", "the server could not find the requested resource"));
        }
        else
        {
            await context.Response.WriteAsJsonAsync(
                list, MetricsApiJsonContext.Default.ExternalMetricValueList, cancellationToken: context.RequestAborted);
        }
    }

    private static string Forbidden(V1UserInfo user, MetricsRequest request, string path) => request is MetricsRequest.Values values
        ? $"{values.Metric}.{ExternalMetricsApi.Group} is forbidden: User \"{user.Username}\" cannot list resource \"{values.Metric}\" in API group "
            + $"\"{ExternalMetricsApi.Group}\" in the namespace \"{values.Namespace}\""
        : $"forbidden: User \"{user.Username}\" cannot get path \"{path}\"";

    private static Task RefuseAsync(HttpContext context, ApiStatus status)
    {
        context.Response.StatusCode = status.Code;
        return context.Response.WriteAsJsonAsync(status, MetricsApiJsonContext.Default.ApiStatus, cancellationToken: context.RequestAborted);
    }

    [LoggerMessage(2451, LogLevel.Warning, "Nobody gets metrics, for the API server does not say who may: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
