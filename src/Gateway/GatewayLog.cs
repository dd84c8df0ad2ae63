using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(3032, LogLevel.Information, "Stopping: requests are taken for {Delay}, and those in flight may then take {Timeout}")]
    public static partial void DrainingBegun(this ILogger logger, TimeSpan delay, TimeSpan timeout);

    [LoggerMessage(3030, LogLevel.Information, "New connections get the certificate {Subject}, valid until {NotAfter}, {Thumbprint}")]
    public static partial void CertificateLoaded(this ILogger logger, string subject, DateTime notAfter, string thumbprint);

    [LoggerMessage(3031, LogLevel.Error, "The certificate in use stays: {CertificatePath} and {KeyPath} hold none that works: {Reason}")]
    public static partial void CertificateRejected(this ILogger logger, string certificatePath, string keyPath, string reason);

    [LoggerMessage(3000, LogLevel.Error, "A request for {Endpoint} failed in the gateway itself; request {RequestId}")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, NamespacedName endpoint, string requestId);

    [LoggerMessage(3001, LogLevel.Warning, "Replica {Replica} of {Endpoint} failed a request ({Failure}: {Reason}); request {RequestId}")]
    public static partial void ReplicaFailed(
        this ILogger logger, string replica, NamespacedName endpoint, Forwarding.Failure failure, string reason, string requestId);

    [LoggerMessage(3002, LogLevel.Warning, "Replica {Replica} of {Endpoint} failed {Failures} requests in a row, and is left out for a while")]
    public static partial void ReplicaEjected(this ILogger logger, string replica, NamespacedName endpoint, int failures);

    [LoggerMessage(3003, LogLevel.Information, "Replica {Replica} of {Endpoint} answers again")]
    public static partial void ReplicaReadmitted(this ILogger logger, string replica, NamespacedName endpoint);

    [LoggerMessage(3010, LogLevel.Warning, "The API server gave no answer to a {Review}, so its caller gets 503: {Reason}")]
    public static partial void ReviewFailed(this ILogger logger, string review, string reason);
}
