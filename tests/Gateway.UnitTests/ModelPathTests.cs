using InferenceEndpoints.Gateway.Serverless;

namespace Gateway.UnitTests;

public sealed class ModelPathTests
{
    [Theory]
    [InlineData("/models/gpt2", "gpt2 /")]
    [InlineData("/models/gpt2/", "gpt2 /")]
    [InlineData("/models/gpt2?x=%2F", "gpt2 /?x=%2F")]
    [InlineData("/models/openai/whisper", "openai/whisper /")]
    [InlineData("/models/openai%2Fwhisper", "openai/whisper /")]
    [InlineData("/models/openai/whisper/?a/b", "openai/whisper /?a/b")]
    [InlineData("/models/google/gemma/v1/chat/completions", "google/gemma /v1/chat/completions", "google /gemma/v1/chat/completions")]
    [InlineData("/models/gpt2/v1/chat/completions?x", "gpt2/v1 /chat/completions?x", "gpt2 /v1/chat/completions?x")]
    [InlineData("/models/")]
    [InlineData("/models/?x")]
    [InlineData("/models//whisper")]
    public void A_path_begins_with_a_models_name_in_one_way_or_two(string target, params string[] expected) =>
        Assert.Equal(expected, ModelPath.Read(target).Select(reading => $"{reading.Model} {reading.Target}"));
}
