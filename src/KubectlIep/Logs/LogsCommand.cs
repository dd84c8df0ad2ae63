using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.KubectlIep.Status;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Logs;

internal static class LogsCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the replicas end" };
        var previous = new Option<bool>("--previous", "-p") { Description = "Of the containers that ran before the last restart" };
        var tail = new Option<int?>("--tail") { Description = "The last lines of each replica; without it, all", HelpName = "N" };
        var container = new Option<string?>("--container", "-c") { Description = "Without it the model server, or the download before it", HelpName = "NAME" };
        var command = new Command("logs", "Print what the replicas of an endpoint log") { name, follow, previous, tail, container };
        launcher.SetAction(command, (parsed, session, token) => PrintAsync(
            session,
            parsed.GetRequiredValue(name),
            parsed.GetValue(container),
            new LogWindow(parsed.GetValue(follow), parsed.GetValue(previous), parsed.GetValue(tail)),
            token));
        return command;
    }

    private static async Task<int> PrintAsync(Session session, string name, string? container, LogWindow window, CancellationToken cancellationToken)
    {
        var endpoint = await session.GetEndpointAsync(name, cancellationToken);
        var pods = await EndpointReader.PodsAsync(session, name, cancellationToken);
        var sources = pods.Select(pod => LogSource.Of(pod, container)).ToArray();
        if (sources.All(source => source.Container is null))
        {
            throw new CommandException(pods.Count == 0
                ? $"{name} has no replica; it is {endpoint.Status?.State ?? "not seen by an operator yet"}: {endpoint.Status?.Message}"
                : $"nothing has started yet: {string.Join(", ", pods.Select(Waiting))}; 'kubectl iep status {name}' says more");
        }

        using var merge = new LogMerge(session.Terminal.Output);
        var started = sources.Where(source => source.Container is not null).ToArray();
        var copies = started.Select(source => CopyAsync(session, source, started.Length > 1, window, merge, cancellationToken));
        if (window.IsFollowed)
        {
            await Task.WhenAll(copies);
            return ExitCode.Ok;
        }

        foreach (var copy in copies)
        {
            await copy; // One is opened when the one before it has been read: enumeration is lazy.
        }

        return ExitCode.Ok;
    }

    private static string Waiting(V1Pod pod) => $"{pod.Metadata.Name} is {PodStatus.Of(pod)}";

    private static async Task CopyAsync(
        Session session, LogSource source, bool isLabelled, LogWindow window, LogMerge merge, CancellationToken cancellationToken)
    {
        await using var log = await session.Client.ApiClient.CoreV1.ReadNamespacedPodLogAsync(
            source.Pod, session.Namespace, source.Container, window.IsFollowed, window.IsPrevious, window.Lines, cancellationToken: cancellationToken);
        await merge.CopyAsync(isLabelled ? source.Pod : null, log, cancellationToken);
    }

    /// <summary>Which part of a log.</summary>
    private sealed record LogWindow(bool IsFollowed, bool IsPrevious, int? Lines);
}
