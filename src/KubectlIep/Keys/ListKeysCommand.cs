using System.CommandLine;
using System.Globalization;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using InferenceEndpoints.KubectlIep.Rendering;

namespace InferenceEndpoints.KubectlIep.Keys;

internal static class ListKeysCommand
{
    public static Command Create(Launcher launcher)
    {
        var all = AllNamespaces.Option();
        var command = new Command("list", "List keys: whose they are, and until when they work") { all };
        command.Aliases.Add("ls");
        launcher.SetAction(command, (parsed, session, token) => ListAsync(session, parsed.GetValue(all), token));
        return command;
    }

    public static IEnumerable<string> Render(IEnumerable<EndpointKey> keys, DateTimeOffset now) => Table.Render(
        ["NAMESPACE", "NAME", "OWNER", "DESCRIPTION", "SCOPES", "EXPIRES", "AGE"],
        keys
            .OrderBy(key => key.Metadata.NamespaceProperty, StringComparer.Ordinal)
            .ThenBy(key => key.Metadata.Name, StringComparer.Ordinal)
            .Select(key => new[]
            {
                key.Metadata.NamespaceProperty, key.Metadata.Name, key.Spec.Owner, key.Spec.Description, string.Join(',', key.Spec.Scopes),
                Expiry(key.Spec.ExpirationTime, now), Age.Of(key.Metadata.CreationTimestamp, now),
            }));

    private static string Expiry(DateTime? time, DateTimeOffset now) => time switch
    {
        null => "never",
        { } past when past <= now.UtcDateTime => $"expired {Age.Of(past, now)} ago",
        { } future => future.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
    };

    private static async Task<int> ListAsync(Session session, bool isAll, CancellationToken cancellationToken)
    {
        var keys = await session.Client.ListAsync<EndpointKey>(isAll ? null : session.Namespace, cancellationToken: cancellationToken);
        if (keys.Count == 0)
        {
            await session.RemarkAsync(isAll ? "There are no keys." : $"There are no keys in namespace {session.Namespace}; -A lists those of all namespaces.");
            return ExitCode.Ok;
        }

        foreach (var line in Render(keys, session.Now))
        {
            await session.SayAsync(line);
        }

        return ExitCode.Ok;
    }
}
