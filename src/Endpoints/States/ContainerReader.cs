using System.Globalization;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.States;

/// <summary>Reads what is wrong with a pod from the kubelet's reports on its containers.</summary>
internal static class ContainerReader
{
    private const int ExitCommandNotExecutable = 126;
    private const int ExitCommandNotFound = 127;
    private const int ExitKilled = 128 + 9;
    private const int ExitTerminated = 128 + 15;

    /// <summary>A second crash may be bad luck, a third is a loop: the kubelet's own back-off starts there, too.</summary>
    private const int RestartsOfALoop = 2;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    /// <summary>Null: nothing is wrong so far. Init containers come first, as they run first.</summary>
    public static PodReading.Failing? FirstFailure(V1Pod pod, DateTimeOffset now)
    {
        foreach (var status in pod.Status?.InitContainerStatuses ?? [])
        {
            if (Failure(status, mayEnd: true, now) is { } failing)
            {
                return failing;
            }
        }

        foreach (var status in pod.Status?.ContainerStatuses ?? [])
        {
            if (Failure(status, mayEnd: false, now) is { } failing)
            {
                return failing;
            }
        }

        return null;
    }

    /// <param name="mayEnd">An end without an error is a success; else the container is meant to run for ever, and every end is a crash.</param>
    private static PodReading.Failing? Failure(V1ContainerStatus status, bool mayEnd, DateTimeOffset now) => status.State?.Waiting?.Reason switch
    {
        "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" =>
            new(CannotPull(status, Words.Of(status.State.Waiting.Message))),
        "ImagePullBackOff" => new(CannotPull(status, CauseOfBackOff(status.State.Waiting.Message))),
        "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" => new(CannotCreate(status)),
        "CrashLoopBackOff" => new(Crashed(status, status.LastState?.Terminated)),
        _ => CrashLoop(status, mayEnd, now),
    };

    /// <summary>
    /// Between two crashes of a loop the container runs. It counts as failing until it has run clearly longer than the last time, or the
    /// state would flap with every restart.
    /// </summary>
    private static PodReading.Failing? CrashLoop(V1ContainerStatus status, bool mayEnd, DateTimeOffset now)
    {
        if (status.Ready is true || (status.RestartCount ?? 0) < RestartsOfALoop)
        {
            return null;
        }

        if (status.State?.Terminated is { } ended && IsCrash(ended))
        {
            return new(Crashed(status, ended));
        }

        if (status.State?.Running?.StartedAt is not { } start || status.LastState?.Terminated is not { } last || !IsCrash(last))
        {
            return null;
        }

        var lastRun = last is { StartedAt: { } from, FinishedAt: { } to } && to > from ? to - from : TimeSpan.Zero;
        var until = Instants.Utc(start).Plus((2 * lastRun) + s_grace);
        return now < until ? new(Crashed(status, last), until) : null;

        bool IsCrash(V1ContainerStateTerminated end) => !mayEnd || end.ExitCode != 0;
    }

    private static ReplicaFailure CannotPull(V1ContainerStatus status, string? detail) => new(
        Reasons.ImagePullFailed,
        $"image '{status.Image}' cannot be pulled",
        detail,
        "Check the image's name and tag, and the credentials if its registry is private");

    /// <summary>Kubernetes 1.31 and later append the cause to <c>Back-off pulling image "name"</c>; earlier versions do not tell it.</summary>
    private static string? CauseOfBackOff(string? message)
    {
        const string EndOfName = "\": ";
        var index = message?.IndexOf(EndOfName, StringComparison.Ordinal) ?? -1;
        return index < 0 ? null : Words.Of(message![(index + EndOfName.Length)..]);
    }

    private static ReplicaFailure CannotCreate(V1ContainerStatus status) => new(
        Reasons.ConfigurationError,
        $"container '{status.Name}' cannot be created",
        Words.Of(status.State?.Waiting?.Message),
        "Create what is missing, or correct model.secrets, model.command or the template");

    private static ReplicaFailure Crashed(V1ContainerStatus status, V1ContainerStateTerminated? ended)
    {
        if (ended?.Reason == "OOMKilled")
        {
            return new(
                Reasons.OutOfMemory,
                $"container '{status.Name}' ran out of memory",
                Words.LastLines(ended.Message),
                "Choose a larger instance or a smaller model");
        }

        var exit = ended is null ? "" : string.Create(CultureInfo.InvariantCulture, $" with exit code {ended.ExitCode}");
        return status.Name == ContainerNames.Download
            ? new(
                Reasons.ModelDownloadFailed,
                $"the model could not be downloaded{exit}",
                Words.LastLines(ended?.Message),
                "Check model.repository and model.revision, and HF_TOKEN in model.secrets if the model is gated")
            : new(
                Reasons.ContainerCrashed,
                $"container '{status.Name}' crashes{exit}",
                Words.LastLines(ended?.Message),
                Remedy(ended?.ExitCode));
    }

    private static string? Remedy(int? exitCode) => exitCode switch
    {
        ExitCommandNotExecutable or ExitCommandNotFound => "Check model.command",
        ExitKilled or ExitTerminated => "The kubelet stopped it: check the port and the health route",
        _ => null,
    };
}
