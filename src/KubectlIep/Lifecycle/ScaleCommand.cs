using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.KubectlIep.Lifecycle;

internal static class ScaleCommand
{
    private const string Field = "spec.compute.scaling";

    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var min = new Option<int?>("--min") { Description = "The fewest replicas; 0: it may fall asleep", HelpName = "N" };
        var max = new Option<int?>("--max") { Description = "The most replicas", HelpName = "N" };
        var command = new Command("scale", "Set between which numbers of replicas an endpoint moves") { name, min, max };
        command.Validators.Add(result =>
        {
            if (result.GetResult(min) is null && result.GetResult(max) is null)
            {
                result.AddError("Say --min, --max or both.");
            }
        });
        launcher.SetAction(
            command, (parsed, session, token) => ScaleAsync(session, parsed.GetRequiredValue(name), parsed.GetValue(min), parsed.GetValue(max), token));
        return command;
    }

    private static async Task<int> ScaleAsync(Session session, string name, int? min, int? max, CancellationToken cancellationToken)
    {
        var endpoint = await session.GetEndpointAsync(name, cancellationToken);
        var scaling = endpoint.Spec.Compute.Scaling;
        (scaling.MinReplica, scaling.MaxReplica) = (min ?? scaling.MinReplica, max ?? scaling.MaxReplica);
        // API servers before 1.25 do not look across fields.
        if (EndpointValidator.Validate(endpoint).FirstOrDefault(error => error.Field.StartsWith(Field, StringComparison.Ordinal)) is { } error)
        {
            throw new CommandException(error.ToString());
        }

        await session.PatchEndpointAsync(name, EndpointPatch.Scaling(min, max), cancellationToken);
        await session.SayAsync($"{name} moves between {scaling.MinReplica} and {scaling.MaxReplica} replicas");
        return ExitCode.Ok;
    }
}
