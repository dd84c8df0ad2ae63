using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.LeaderElection;

internal static partial class LeaderElectionLog
{
    [LoggerMessage(1020, LogLevel.Information, "This process leads now, as {Identity}")]
    public static partial void StartedLeading(this ILogger logger, string identity);

    [LoggerMessage(1021, LogLevel.Information, "The leader is {Leader} ({Lease})")]
    public static partial void NewLeader(this ILogger logger, string leader, string lease);

    [LoggerMessage(1022, LogLevel.Warning, "Cannot reach the lease {Lease}")]
    public static partial void ElectionFailed(this ILogger logger, Exception exception, string lease);

    [LoggerMessage(1023, LogLevel.Critical, "The lease {Lease} is lost, this process ends")]
    public static partial void LostLeadership(this ILogger logger, string lease);

    [LoggerMessage(1024, LogLevel.Information, "Gave the lease {Lease} back")]
    public static partial void ReleasedLease(this ILogger logger, string lease);
}
