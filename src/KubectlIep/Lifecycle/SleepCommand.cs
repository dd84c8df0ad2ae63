using System.CommandLine;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.KubectlIep.Lifecycle;

internal static class SleepCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var command = new Command("sleep", "Put an endpoint to sleep until the next request") { name };
        launcher.SetAction(command, (parsed, session, token) => SleepAsync(session, parsed.GetRequiredValue(name), token));
        return command;
    }

    private static async Task<int> SleepAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var endpoint = await session.GetEndpointAsync(name, cancellationToken);
        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        if (marks.IsAsleep)
        {
            await session.SayAsync($"{name} sleeps already");
            return ExitCode.Ok;
        }

        if (endpoint.Status?.Schedule?.AwakeUntil is { } until && until > session.Now.UtcDateTime)
        {
            throw new CommandException($"{name} is kept awake by its schedule until {until:u}: 'kubectl iep pause {name}' stops it nevertheless");
        }

        await session.PatchEndpointAsync(name, EndpointPatch.Annotation(Annotations.Sleep, SleepMarks.Format(marks.NextSleepTime(session.Now))), cancellationToken);
        await session.SayAsync($"{name} falls asleep; a request wakes it, and so does 'kubectl iep wake {name}'");
        return ExitCode.Ok;
    }
}
