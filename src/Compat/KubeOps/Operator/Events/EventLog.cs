using InferenceEndpoints.Informers;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.Events;

internal static partial class EventLog
{
    [LoggerMessage(1040, LogLevel.Warning, "Cannot write the Event {Reason} of {Object}")]
    public static partial void EventFailed(this ILogger logger, Exception exception, string reason, NamespacedName @object);

    [LoggerMessage(1041, LogLevel.Debug, "Left out the Event {Reason} of {Object}: too many of late")]
    public static partial void EventLimited(this ILogger logger, string reason, NamespacedName @object);

    [LoggerMessage(1042, LogLevel.Warning, "Left out the Event {Reason} of {Object}: {Waiting} others wait to be written")]
    public static partial void EventDropped(this ILogger logger, string reason, NamespacedName @object, int waiting);
}
