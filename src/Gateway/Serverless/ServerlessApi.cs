using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.OpenAi;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Serverless;

/// <summary>
/// Hugging Face's serverless API: at a host that is no endpoint's own, <c>/models/{organisation}/{name}</c> is the root of an endpoint that
/// serves that model.
/// </summary>
internal sealed class ServerlessApi(ModelDirectory directory)
{
    /// <summary>The endpoint of a request, or why there is none.</summary>
    public async ValueTask<(ServerlessCall? Call, Answer? Refusal)> FindAsync(HttpContext context, string target)
    {
        string? unknown = null;
        foreach (var (model, rest) in ModelPath.Read(target))
        {
            if (await directory.FindAsync(context, model) is { } found)
            {
                return (ServerlessCall.Of(context, model, new RouteMatch(found.Route, rest), found.Decision), null);
            }

            unknown ??= model;
        }

        return (null, unknown is null ? Answer.NotFound : Answer.NoSuchModel(unknown));
    }
}
