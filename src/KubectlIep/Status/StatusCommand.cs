using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Status;

internal static class StatusCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var watch = new Option<bool>("--watch", "-w") { Description = "Until it runs, is paused, sleeps or has failed; the last is exit code 1" };
        var command = new Command("status", "Show an endpoint's state and what is behind it") { name, watch };
        launcher.SetAction(command, (parsed, session, token) => parsed.GetValue(watch)
            ? StatusWatch.RunAsync(session, parsed.GetRequiredValue(name), token)
            : ShowAsync(session, parsed.GetRequiredValue(name), token));
        return command;
    }

    private static async Task<int> ShowAsync(Session session, string name, CancellationToken cancellationToken)
    {
        foreach (var line in StatusReport.Render(await EndpointReader.ReadAsync(session, name, cancellationToken), session.Now))
        {
            await session.SayAsync(line);
        }

        return ExitCode.Ok;
    }
}
