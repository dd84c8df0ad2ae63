using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Invoking;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class InvocationTests
{
    [Theory]
    [InlineData("tgi", null, "Chat")]
    [InlineData("vllm", null, "Chat")]
    [InlineData("huggingface", "text-generation", "Chat")]
    [InlineData("huggingface", "automatic-speech-recognition", "Inputs")]
    [InlineData("tei", "sentence-similarity", "Inputs")]
    [InlineData("custom", "text-generation", "Inputs")]
    public void The_engine_and_the_task_say_what_a_model_understands(string engine, string? task, string api) =>
        Assert.Equal(api, ModelApis.Of(Model(engine, task), isRaw: false).ToString());

    [Fact]
    public void A_prompt_becomes_a_message_or_is_sent_as_it_is()
    {
        var endpoint = Sample.Endpoint(change: sample => sample.Spec.Model.Image = new ImageSpec { Tgi = new TgiImage() });

        var chat = Invocation.Of(endpoint, "Say \"hi\"", isRaw: false, isStreamed: true, maxTokens: 20);
        Assert.Equal("/v1/chat/completions", chat.Path);
        Assert.Equal("""{"model":"gemma","stream":true,"messages":[{"role":"user","content":"Say \u0022hi\u0022"}],"max_tokens":20}""", chat.Body.ToJsonString());

        var raw = Invocation.Of(endpoint, "Once", isRaw: true, isStreamed: false, maxTokens: null);
        Assert.Equal(("/v1/completions", """{"model":"gemma","stream":false,"prompt":"Once"}"""), (raw.Path, raw.Body.ToJsonString()));
    }

    [Fact]
    public void A_request_goes_to_the_endpoints_url_or_to_its_path_at_the_gateway()
    {
        var invocation = Invocation.Of(Sample.Endpoint(), "Hi", isRaw: false, isStreamed: false, maxTokens: null);

        Assert.Equal("https://gemma-99d2ec55.endpoints.example.com/", invocation.UriOf(Sample.Endpoint(), gateway: null)!.ToString());
        Assert.Equal("http://localhost:8080/endpoints/demo/gemma/", invocation.UriOf(Sample.Endpoint(), new Uri("http://localhost:8080/"))!.ToString());
        Assert.Null(invocation.UriOf(Sample.Endpoint(change: sample => sample.Status.Url = null), gateway: null));
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":" Deep"}}]}""", " Deep")]
    [InlineData("""{"choices":[{"delta":{"content":null}}]}""", "")]
    [InlineData("""{"choices":[{"delta":{}}]}""", "")]
    [InlineData("""{"choices":[],"usage":{}}""", "")]
    [InlineData("""{"choices":[{"message":{"content":"Learning"}}]}""", "Learning")]
    [InlineData("""{"choices":[{"text":"is"}]}""", "is")]
    public void The_text_of_an_answer_is_found_in_each_of_its_forms(string json, string text) => Assert.Equal(text, ModelAnswer.Text(json));

    [Theory]
    [InlineData("""{"error":"UNAUTHORIZED"}""", "UNAUTHORIZED")]
    [InlineData("""{"error":{"message":"no template","type":"x"}}""", "no template")]
    [InlineData("""{"object":"error","message":"too long"}""", "too long")]
    [InlineData("<html>", "<html>")]
    [InlineData("[]", "[]")]
    public void Each_servers_way_to_say_what_is_wrong_is_understood(string body, string words) => Assert.Equal(words, ModelAnswer.Error(body));

    private static ModelSpec Model(string engine, string? task) => new()
    {
        Task = task,
        Image = engine switch
        {
            "tgi" => new ImageSpec { Tgi = new TgiImage() },
            "vllm" => new ImageSpec { Vllm = new VllmImage() },
            "tei" => new ImageSpec { Tei = new TeiImage() },
            "custom" => new ImageSpec { Custom = new CustomImage() },
            _ => new ImageSpec { Huggingface = new HuggingFaceImage() },
        },
    };
}
