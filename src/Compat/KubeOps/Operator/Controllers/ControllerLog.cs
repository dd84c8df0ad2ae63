using InferenceEndpoints.Informers;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.Controllers;

internal static partial class ControllerLog
{
    [LoggerMessage(1000, LogLevel.Information, "Reconciling {Kind} with {Workers} workers")]
    public static partial void Started(this ILogger logger, ResourceKind kind, int workers);

    [LoggerMessage(1001, LogLevel.Information, "Stopped reconciling {Kind}")]
    public static partial void Stopped(this ILogger logger, ResourceKind kind);

    [LoggerMessage(1002, LogLevel.Debug, "Reconciled {Object} in {Duration}, next in {RequeueAfter}")]
    public static partial void Reconciled(this ILogger logger, NamespacedName @object, TimeSpan duration, TimeSpan? requeueAfter);

    [LoggerMessage(1003, LogLevel.Warning, "Cannot reconcile {Object}: {Message}; failure {Failures} in a row, trying again in {Delay}")]
    public static partial void ReconcileFailed(
        this ILogger logger, Exception? exception, NamespacedName @object, string message, int failures, TimeSpan delay);

    [LoggerMessage(1004, LogLevel.Debug, "{Object} has changed meanwhile, trying again in {Delay}")]
    public static partial void Conflicted(this ILogger logger, NamespacedName @object, TimeSpan delay);

    [LoggerMessage(1005, LogLevel.Information, "Attached the finalizer {Finalizer} to {Object}")]
    public static partial void FinalizerAttached(this ILogger logger, string finalizer, NamespacedName @object);

    [LoggerMessage(1006, LogLevel.Information, "Finalized {Object}, removed {Finalizer}")]
    public static partial void FinalizerDetached(this ILogger logger, string finalizer, NamespacedName @object);

    [LoggerMessage(1007, LogLevel.Information, "Broke off the reconcile of {Object}: this process stops")]
    public static partial void Abandoned(this ILogger logger, Exception exception, NamespacedName @object);
}
