namespace InferenceEndpoints.States;

/// <summary>Machine-readable causes, for conditions, Events and metrics.</summary>
public static class Reasons
{
    public const string Paused = "Paused";
    public const string ScaledToZero = "ScaledToZero";
    public const string Ready = "Ready";
    public const string RollingOut = "RollingOut";

    /// <summary>Of the Event that tells how long a start took.</summary>
    public const string Started = "Started";

    /// <summary>Of the Event that tells when the first caller who had waited for a start was answered.</summary>
    public const string Answered = "Answered";

    /// <summary>Of the Event that tells that its schedule woke the endpoint.</summary>
    public const string Scheduled = "Scheduled";

    // Why nothing is placed yet.
    public const string WaitingForPlacement = "WaitingForPlacement";
    public const string Unschedulable = "Unschedulable";
    public const string CreationRefused = "CreationRefused";
    public const string LimitReached = "LimitReached";

    // What a placed replica is doing.
    public const string PreparingContainers = "PreparingContainers";
    public const string DownloadingModel = "DownloadingModel";
    public const string LoadingModel = "LoadingModel";

    // What keeps a spec from being rolled out at all.
    public const string InvalidSpec = "InvalidSpec";
    public const string UnknownInstanceType = "UnknownInstanceType";
    public const string InvalidInstanceType = "InvalidInstanceType";
    public const string ChildConflict = "ChildConflict";
    public const string Rejected = "Rejected";

    // What is wrong with a replica.
    public const string ImagePullFailed = "ImagePullFailed";
    public const string ConfigurationError = "ConfigurationError";
    public const string ModelDownloadFailed = "ModelDownloadFailed";
    public const string ContainerCrashed = "ContainerCrashed";
    public const string OutOfMemory = "OutOfMemory";
    public const string Evicted = "Evicted";
    public const string NodeLost = "NodeLost";
    public const string StartupTimeout = "StartupTimeout";
}
