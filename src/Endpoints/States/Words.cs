using System.Text;
using System.Text.RegularExpressions;

namespace InferenceEndpoints.States;

/// <summary>Makes other people's words fit for a status: one line, bounded, without control characters and tokens.</summary>
internal static partial class Words
{
    private const int MaxLength = 400;
    private const int MaxLogLines = 3;

    /// <summary>The words from their beginning; null when there are none.</summary>
    public static string? Of(string? text)
    {
        var line = Clean(text);
        return line switch
        {
            "" => null,
            { Length: > MaxLength } => string.Concat(line.AsSpan(0, MaxLength), "..."),
            _ => line,
        };
    }

    /// <summary>The last lines of a log: what a process said last is why it ended.</summary>
    public static string? LastLines(string? log)
    {
        var lines = (log ?? "").Split('\n').Select(Clean).Where(line => line.Length > 0).TakeLast(MaxLogLines);
        var tail = string.Join(" | ", lines);
        return tail switch
        {
            "" => null,
            { Length: > MaxLength } => string.Concat("...", tail.AsSpan(tail.Length - MaxLength)),
            _ => tail,
        };
    }

    private static string Clean(string? text)
    {
        var line = new StringBuilder(text?.Length ?? 0);
        foreach (var character in text ?? "")
        {
            line.Append(char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character);
        }

        return Token().Replace(Spaces().Replace(line.ToString(), " "), "hf_***").Trim().TrimEnd('.');
    }

    [GeneratedRegex("hf_[A-Za-z0-9]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(" {2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
