using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.KubectlIep.Invoking;

/// <summary>One request to a model.</summary>
internal sealed record Invocation(ModelApi Api, JsonObject Body)
{
    public string Path => Api switch
    {
        ModelApi.Chat => "/v1/chat/completions",
        ModelApi.Completion => "/v1/completions",
        _ => "/",
    };

    public static Invocation Of(InferenceEndpoint endpoint, string prompt, bool isRaw, bool isStreamed, int? maxTokens)
    {
        var api = ModelApis.Of(endpoint.Spec.Model, isRaw);
        if (api == ModelApi.Inputs)
        {
            return new Invocation(api, new JsonObject { ["inputs"] = prompt });
        }

        // vLLM and SGLang serve the endpoint's name.
        var body = new JsonObject { ["model"] = endpoint.Metadata.Name, ["stream"] = isStreamed };
        if (api == ModelApi.Chat)
        {
            body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt });
        }
        else
        {
            body["prompt"] = prompt;
        }

        if (maxTokens is { } limit)
        {
            body["max_tokens"] = limit;
        }

        return new Invocation(api, body);
    }

    /// <summary>Where to send it.</summary>
    /// <param name="endpoint">With its status.</param>
    /// <param name="gateway">The gateway's own address, where its path says which endpoint is meant; null: the endpoint's URL.</param>
    /// <returns>Null: the endpoint has no URL yet.</returns>
    public Uri? UriOf(InferenceEndpoint endpoint, Uri? gateway) => (gateway, endpoint.Status?.Url) switch
    {
        ({ } address, _) => new Uri($"{address.ToString().TrimEnd('/')}/endpoints/{endpoint.Metadata.NamespaceProperty}/{endpoint.Metadata.Name}{Path}"),
        (_, { Length: > 0 } url) => new Uri(url.TrimEnd('/') + Path),
        _ => null,
    };
}
