using System.CommandLine;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Completion;

/// <summary>
/// Answers a shell that wants to complete a word, in the way of kubectl's own commands: candidates with their meaning, a line each, and a
/// last line that says not to offer files.
/// </summary>
internal static class CompletionQuery
{
    public const string Verb = "__complete";

    private const string NoFiles = ":4";

    /// <summary>Somebody holds a finger over a key.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="root">All verbs.</param>
    /// <param name="launcher">Connects to the cluster.</param>
    /// <param name="words">After <c>kubectl iep</c>; the last, which may be empty, is to be completed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> AnswerAsync(RootCommand root, Launcher launcher, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string[] before = [.. words.SkipLast(1)];
        var word = words.LastOrDefault("");
        var parsed = root.Parse(before, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var candidates = Candidates.Of(parsed, before.LastOrDefault(), word);
        var names = candidates.Names is { } kind ? await NamesAsync(launcher, parsed, kind, cancellationToken) : [];
        var output = launcher.Terminal.Output;
        foreach (var (text, description) in candidates.Words.Concat(names).Where(candidate => candidate.Word.StartsWith(word, StringComparison.Ordinal)))
        {
            await output.WriteLineAsync(description is null ? text : $"{text}\t{description}");
        }

        await output.WriteLineAsync(NoFiles);
        return ExitCode.Ok;
    }

    private static async Task<IEnumerable<(string Word, string? Description)>> NamesAsync(
        Launcher launcher, ParseResult parsed, ObjectKind kind, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, launcher.Terminal.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var session = await launcher.OpenAsync(parsed, either.Token);
            return kind == ObjectKind.Endpoint
                ? (await session.Client.ListAsync<InferenceEndpoint>(session.Namespace, cancellationToken: either.Token))
                    .Select(endpoint => (endpoint.Metadata.Name, endpoint.Status?.State))
                : (await session.Client.ListAsync<EndpointKey>(session.Namespace, cancellationToken: either.Token))
                    .Select(key => (key.Metadata.Name, key.Spec.Description));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return []; // too slow to be of help
        }
        catch (Exception exception) when (Failures.Describe(exception) is not null)
        {
            return []; // The command itself will say so; a line in the midst of somebody's typing helps nobody.
        }
    }
}
