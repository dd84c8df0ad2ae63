namespace InferenceEndpoints.ModelServer.Generation;

/// <param name="Id">Stable over processes and machines.</param>
/// <param name="Text">A word with the whitespace before it.</param>
/// <param name="Start">Where it begins in the text.</param>
internal readonly record struct Token(int Id, string Text, int Start);

/// <summary>Splits before each run of whitespace, so that the tokens' texts put together are the text.</summary>
internal static class Tokenizer
{
    private const uint VocabularySize = 32_000;

    public static List<Token> Tokenize(string text)
    {
        var tokens = new List<Token>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1])))
            {
                tokens.Add(Of(text[start..i], start));
                start = i;
            }
        }

        return tokens;
    }

    public static Token Of(string text, int start) => new((int)(Hash(text) % VocabularySize), text, start);

    /// <summary>FNV-1a: string.GetHashCode is another one in every process.</summary>
    public static uint Hash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
