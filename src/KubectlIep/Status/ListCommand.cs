using System.CommandLine;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.KubectlIep.Rendering;

namespace InferenceEndpoints.KubectlIep.Status;

internal static class ListCommand
{
    public static Command Create(Launcher launcher)
    {
        var all = AllNamespaces.Option();
        var command = new Command("list", "List endpoints with their states") { all };
        command.Aliases.Add("ls");
        launcher.SetAction(command, (parsed, session, token) => ListAsync(session, parsed.GetValue(all), token));
        return command;
    }

    public static IEnumerable<string> Render(IEnumerable<InferenceEndpoint> endpoints, bool hasNamespaces, DateTimeOffset now)
    {
        string[] namespaces = hasNamespaces ? ["NAMESPACE"] : [];
        return Table.Render(
            [.. namespaces, "NAME", "STATE", "READY", "INSTANCE", "MODEL", "AGE", "MESSAGE"],
            endpoints
                .OrderBy(endpoint => endpoint.Metadata.NamespaceProperty, StringComparer.Ordinal)
                .ThenBy(endpoint => endpoint.Metadata.Name, StringComparer.Ordinal)
                .Select(endpoint => Row(endpoint, hasNamespaces, now)));
    }

    private static string?[] Row(InferenceEndpoint endpoint, bool hasNamespaces, DateTimeOffset now)
    {
        string?[] namespaces = hasNamespaces ? [endpoint.Metadata.NamespaceProperty] : [];
        var (status, model) = (endpoint.Status, endpoint.Spec.Model.Repository);
        return
        [
            .. namespaces, endpoint.Metadata.Name, status?.State, status?.Ready, status?.Instance, model,
            Age.Of(endpoint.Metadata.CreationTimestamp, now), status?.Message,
        ];
    }

    private static async Task<int> ListAsync(Session session, bool isAll, CancellationToken cancellationToken)
    {
        var endpoints = await session.Client.ListAsync<InferenceEndpoint>(isAll ? null : session.Namespace, cancellationToken: cancellationToken);
        if (endpoints.Count == 0)
        {
            await session.RemarkAsync(isAll ? "There are no endpoints." : $"There are no endpoints in namespace {session.Namespace}; -A lists those of all namespaces.");
            return ExitCode.Ok;
        }

        foreach (var line in Render(endpoints, isAll, session.Now))
        {
            await session.SayAsync(line);
        }

        return ExitCode.Ok;
    }
}
