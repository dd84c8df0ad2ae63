using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Completion;

/// <summary>What may stand where somebody pressed the tab key.</summary>
/// <param name="Words">Known here and now, each with what it means.</param>
/// <param name="Names">Objects of the cluster whose names may stand there, too; null: none.</param>
internal sealed record Candidates(IReadOnlyList<(string Word, string? Description)> Words, ObjectKind? Names = null)
{
    private static readonly Candidates None = new([]);

    /// <param name="before">The words before it.</param>
    /// <param name="previous">The last of them.</param>
    /// <param name="word">As far as it is written.</param>
    public static Candidates Of(ParseResult before, string? previous, string word)
    {
        var command = before.CommandResult.Command;
        var options = command.Options.Concat(before.RootCommandResult.Command.Options.Where(option => option.Recursive)).Distinct().ToArray();
        if (options.Any(option => option.ValueType != typeof(bool) && IsCalled(option, previous)))
        {
            return None; // The word is the option's value.
        }

        if (word.StartsWith('-'))
        {
            return new Candidates([.. options.Where(option => !option.Hidden).Select(option => (option.Name, option.Description))]);
        }

        var next = command.Arguments.FirstOrDefault(argument => before.GetResult(argument) is not { Tokens.Count: > 0 });
        return next switch
        {
            ObjectName name => new Candidates([], name.Kind),
            not null => new Candidates([.. next.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => (item.Label, (string?)null))]),
            _ => new Candidates([.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, verb.Description))]),
        };
    }

    private static bool IsCalled(Option option, string? word) => word is not null && (option.Name == word || option.Aliases.Contains(word));
}
