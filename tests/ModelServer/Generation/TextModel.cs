namespace InferenceEndpoints.ModelServer.Generation;

/// <summary>
/// A Markov chain over the prompt's own words: the smallest model that continues a text, always says the same to the same prompt and seed,
/// and never runs out of words.
/// </summary>
internal sealed class TextModel
{
    private readonly List<string> _words;
    private readonly ILookup<string, string> _successors;
    private readonly Random _random;

    public TextModel(IReadOnlyList<Token> prompt, long seed)
    {
        _words = [.. prompt.Select(token => token.Text.Trim()).Where(word => word.Length > 0)];
        _words = _words.Count > 0 ? _words : ["…"];
        _successors = _words.Zip(_words.Skip(1)).ToLookup(pair => pair.First, pair => pair.Second);

        // A seeded Random keeps its sequence over versions of .NET. Nothing here is a secret.
        _random = new Random((int)(Tokenizer.Hash(string.Concat(_words)) ^ seed));
    }

    public IEnumerable<Token> Continue()
    {
        var word = _words[^1];
        for (var position = 0; ; position += word.Length + 1)
        {
            var candidates = _successors[word].ToList();
            word = candidates.Count > 0 ? candidates[_random.Next(candidates.Count)] : _words[_random.Next(_words.Count)];
            yield return Tokenizer.Of($" {word}", position);
        }
    }
}
