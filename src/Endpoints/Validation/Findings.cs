using System.Globalization;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>Collects everything that is wrong, in the order in which the fields are looked at.</summary>
internal sealed class Findings
{
    private readonly List<ValidationError> _errors = [];

    public IReadOnlyList<ValidationError> All => _errors;

    public void Add(string field, string? value, string problem, string remedy) =>
        _errors.Add(new ValidationError(field, value, problem, remedy));

    public void Missing(string field, string remedy) => Add(field, null, "is required", remedy);

    /// <summary>An optional text: null is fine, the empty string is not.</summary>
    public void Text(string field, string? value, int maxLength, Syntax syntax)
    {
        if (value is null)
        {
            return;
        }

        if (value.Length == 0)
        {
            Add(field, null, "is empty", syntax.Remedy);
        }
        else if (value.Length > maxLength)
        {
            Length(field, value, maxLength);
        }
        else if (!syntax.Matches(value))
        {
            Add(field, value, "is not valid here", syntax.Remedy);
        }
    }

    /// <param name="remedy">When there is none. Null: the syntax says it.</param>
    public void RequiredText(string field, string? value, int maxLength, Syntax syntax, string? remedy = null)
    {
        if (string.IsNullOrEmpty(value))
        {
            Missing(field, remedy ?? syntax.Remedy);
        }
        else
        {
            Text(field, value, maxLength, syntax);
        }
    }

    /// <summary>An optional number within closed bounds.</summary>
    public void Range(string field, int? value, int min, int max = int.MaxValue)
    {
        if (value is { } number && (number < min || number > max))
        {
            Add(field, Text(number), "is out of bounds", max == int.MaxValue ? $"use {min} or more" : $"use {min} to {max}");
        }
    }

    /// <summary>An optional word out of a closed set.</summary>
    public void Word(string field, string? value, params ReadOnlySpan<string> words)
    {
        if (value is not null && !words.Contains(value))
        {
            Add(field, value, "is not known here", $"use {string.Join(", ", words[..^1])} or {words[^1]}");
        }
    }

    /// <summary>A union of which exactly one member must be set.</summary>
    public void ExactlyOne(string field, string what, params ReadOnlySpan<(string Name, bool IsSet)> members)
    {
        var set = new List<string>();
        var all = new List<string>();
        foreach (var (name, isSet) in members)
        {
            all.Add(name);
            if (isSet)
            {
                set.Add(name);
            }
        }

        if (set.Count != 1)
        {
            var remedy = $"set exactly one of {string.Join(", ", all)}";
            Add(field, set.Count == 0 ? null : string.Join(", ", set), set.Count == 0 ? $"has no {what}" : $"are too many {what}s", remedy);
        }
    }

    /// <summary>The size of a list or a map.</summary>
    public void Count(string field, int? count, int min, int max)
    {
        if (count is { } number && (number < min || number > max))
        {
            Add(field, Text(number), "is a number of entries out of bounds", $"use {min} to {max}");
        }
    }

    /// <summary>A list of texts, of which each may be empty but not null.</summary>
    public void Texts(string field, IList<string>? texts, int min, int max)
    {
        Count(field, texts?.Count, min, max);
        for (var i = 0; i < texts?.Count; i++)
        {
            if (texts[i] is null)
            {
                Missing(string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), "give it a value, the empty string if need be");
            }
        }
    }

    /// <summary>An optional text of any kind, which may be empty.</summary>
    public void Length(string field, string? value, int maxLength)
    {
        if (value?.Length > maxLength)
        {
            Add(field, value, $"has {value.Length} characters", $"use at most {maxLength}");
        }
    }

    public void RateLimit(string field, RateLimitSpec? limit)
    {
        Range($"{field}.requestsPerMinute", limit?.RequestsPerMinute, 1, RateLimitSpec.MaxRequests);
        Range($"{field}.burst", limit?.Burst, 1, RateLimitSpec.MaxRequests);
    }

    /// <summary>Entries of a list that is a set.</summary>
    public void Distinct(string field, IList<string>? entries)
    {
        foreach (var twin in (entries ?? []).GroupBy(entry => entry).Where(same => same.Count() > 1))
        {
            Add(field, twin.Key, "is in the list more than once", "name it once");
        }
    }

    /// <summary>An optional number. NaN, which is neither above nor below anything, is refused, too.</summary>
    public void NotNegative(string field, double? value)
    {
        if (value is { } number && !(number >= 0))
        {
            Add(field, number.ToString(CultureInfo.InvariantCulture), "is out of bounds", "use 0 or more");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
