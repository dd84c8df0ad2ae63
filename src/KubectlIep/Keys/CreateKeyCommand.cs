using System.CommandLine;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Keys;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Keys;

internal static class CreateKeyCommand
{
    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfKey();
        var owner = new Option<string?>("--owner") { Description = "Who answers for it", HelpName = "WHO" };
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "TEXT" };
        var scopes = new Option<string[]>("--scope") { Description = "What its holder may do; without it, call endpoints", HelpName = "SCOPE" };
        scopes.AcceptOnlyFromAmong([.. EndpointKeyScopes.All]);
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "When it stops working: 90d, 12h; without it, never",
            HelpName = "TIME",
            CustomParser = ParseLifetime,
        };
        var command = new Command("create", "Make a key, which is printed once and never again") { name, owner, description, expires, scopes };
        launcher.SetAction(command, (parsed, session, token) => CreateAsync(
            session,
            new KeyRequest
            {
                Name = parsed.GetRequiredValue(name),
                Namespace = session.Namespace,
                Owner = parsed.GetValue(owner),
                Description = parsed.GetValue(description),
                Lifetime = parsed.GetValue(expires),
                Scopes = parsed.GetValue(scopes) ?? [],
            },
            token));
        return command;
    }

    private static TimeSpan? ParseLifetime(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        try
        {
            return KeyLifetime.Parse(text);
        }
        catch (FormatException exception)
        {
            result.AddError($"--expires {text} {exception.Message}");
            return null;
        }
    }

    private static async Task<int> CreateAsync(Session session, KeyRequest request, CancellationToken cancellationToken)
    {
        var key = ApiKey.Create();
        await session.Client.CreateAsync(request.For(key, session.Now), cancellationToken);
        await session.SayAsync(key);
        await session.RemarkAsync($"Keep it: it is not shown again. 'kubectl iep keys revoke {request.Name}' ends it.");
        return ExitCode.Ok;
    }
}
