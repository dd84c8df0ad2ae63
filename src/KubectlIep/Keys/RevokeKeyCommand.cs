using System.CommandLine;
using System.Net;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using k8s.Autorest;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Keys;

internal static class RevokeKeyCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfKey();
        var command = new Command("revoke", "End a key at once and for good") { name };
        launcher.SetAction(command, (parsed, session, token) => RevokeAsync(session, parsed.GetRequiredValue(name), token));
        return command;
    }

    private static async Task<int> RevokeAsync(Session session, string name, CancellationToken cancellationToken)
    {
        try
        {
            await session.Client.ApiClient.CustomObjects.DeleteNamespacedCustomObjectAsync<V1Status>(
                EndpointKey.KubeGroup, EndpointKey.KubeApiVersion, session.Namespace, EndpointKey.KubePluralName, name, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode == HttpStatusCode.NotFound && refused.Status?.Details?.Name == name)
        {
            throw new CommandException($"there is no key '{name}' in namespace {session.Namespace}; 'kubectl iep keys list -A' shows those of all namespaces");
        }

        await session.SayAsync($"{name} is revoked");
        return ExitCode.Ok;
    }
}
