using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Lifecycle;

internal static class PauseCommand
{
    public static Command Create(Launcher launcher) => PauseSwitch.Create(
        launcher,
        "pause",
        "Stop an endpoint until it is resumed; no request wakes it",
        isPaused: true,
        already: name => $"{name} is paused already",
        done: name => $"{name} is paused; 'kubectl iep resume {name}' starts it again");
}

internal static class ResumeCommand
{
    public static Command Create(Launcher launcher) => PauseSwitch.Create(
        launcher,
        "resume",
        "Start an endpoint that was paused",
        isPaused: false,
        already: name => $"{name} is not paused",
        done: name => $"{name} is resumed; 'kubectl iep status {name} --watch' shows how far it is");
}

/// <summary>Two verbs for the two values of <c>spec.paused</c>.</summary>
internal static class PauseSwitch
{
    public static Command Create(
        Launcher launcher, string verb, string description, bool isPaused, Func<string, string> already, Func<string, string> done)
    {
        var name = ObjectName.OfEndpoint();
        var command = new Command(verb, description) { name };
        launcher.SetAction(command, async (parsed, session, token) =>
        {
            var endpoint = await session.GetEndpointAsync(parsed.GetRequiredValue(name), token);
            var isChange = endpoint.Spec.Paused != isPaused;
            if (isChange)
            {
                await session.PatchEndpointAsync(endpoint.Metadata.Name, EndpointPatch.Paused(isPaused), token);
            }

            await session.SayAsync(isChange ? done(endpoint.Metadata.Name) : already(endpoint.Metadata.Name));
            return ExitCode.Ok;
        });
        return command;
    }
}
