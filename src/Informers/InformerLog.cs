using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Informers;

internal static partial class InformerLog
{
    [LoggerMessage(1100, LogLevel.Information, "Synced {Kind}: {Count} objects at {ResourceVersion}")]
    public static partial void Synced(this ILogger logger, ResourceKind kind, int count, string resourceVersion);

    [LoggerMessage(1101, LogLevel.Information, "The history of {Kind} before the last seen change is gone, listing anew in {Delay}")]
    public static partial void HistoryGone(this ILogger logger, ResourceKind kind, TimeSpan delay);

    [LoggerMessage(1102, LogLevel.Warning, "Cannot follow {Kind} ({State}), trying again in {Delay}; failures in a row: {Failures}")]
    public static partial void Failed(this ILogger logger, Exception? exception, ResourceKind kind, string state, TimeSpan delay, int failures);

    [LoggerMessage(1103, LogLevel.Debug, "The watch of {Kind} ended as its time was up, resuming at {ResourceVersion}")]
    public static partial void WatchEnded(this ILogger logger, ResourceKind kind, string resourceVersion);

    [LoggerMessage(1105, LogLevel.Error, "{Kind} {Object} cannot be read and counts as absent: {Problem}")]
    public static partial void Unreadable(this ILogger logger, ResourceKind kind, NamespacedName @object, string problem);

    [LoggerMessage(1104, LogLevel.Error, "A handler of {Kind} failed at {Object}")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, ResourceKind kind, NamespacedName @object);
}
