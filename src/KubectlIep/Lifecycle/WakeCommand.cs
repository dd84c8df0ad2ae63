using System.CommandLine;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.KubectlIep.Lifecycle;

internal static class WakeCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var command = new Command("wake", "Wake an endpoint that sleeps, as a request would") { name };
        launcher.SetAction(command, (parsed, session, token) => WakeAsync(session, parsed.GetRequiredValue(name), token));
        return command;
    }

    private static async Task<int> WakeAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var endpoint = await session.GetEndpointAsync(name, cancellationToken);
        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        if (endpoint.Spec.Paused)
        {
            throw new CommandException($"{name} is paused, and waking it changes nothing: 'kubectl iep resume {name}'");
        }

        if (!marks.IsAsleep)
        {
            await session.SayAsync($"{name} is awake already");
            return ExitCode.Ok;
        }

        await session.PatchEndpointAsync(name, EndpointPatch.Annotation(Annotations.Wake, SleepMarks.Format(marks.NextWakeTime(session.Now))), cancellationToken);
        await session.SayAsync($"{name} wakes; 'kubectl iep status {name} --watch' shows how far it is");
        return ExitCode.Ok;
    }
}
