using System.IO.Pipelines;
using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.OpenAi;

/// <summary>
/// OpenAI's API for the whole installation: under <c>/v1/</c> at a host that is no endpoint's own, the body's <c>model</c> says which endpoint
/// is meant, and <c>GET /v1/models</c> which there are.
/// </summary>
internal sealed class OpenAiApi(ModelDirectory directory, ModelPeek peek)
{
    private const string Root = "/v1/";
    private const string Models = "/v1/models";

    public static bool Has(string target) => target.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>Finds the endpoint of a request, or answers it.</summary>
    public async ValueTask<ModelChoice> ChooseAsync(HttpContext context, string target)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return await AnswerAsync(context, target);
        }

        var peeked = await peek.ReadAsync(context);
        return peeked.Refusal is not null ? new ModelChoice { Answer = peeked.Refusal }
            : await directory.FindAsync(context, peeked.Model!) is { } found ? new ModelChoice { Found = found, Body = peeked.Body, KeptBytes = peeked.KeptBytes }
            : new ModelChoice { Answer = Answer.ModelNotFound };
    }

    private async ValueTask<ModelChoice> AnswerAsync(HttpContext context, string target)
    {
        var path = target.Split('?', 2)[0];
        if (!HttpMethods.IsGet(context.Request.Method) || !(path == Models || path.StartsWith(Models + "/", StringComparison.Ordinal)))
        {
            return new ModelChoice { Answer = Answer.NotFound };
        }

        var (routes, refusal) = await directory.ListAsync(context);
        if (refusal is not null)
        {
            return new ModelChoice { Answer = refusal };
        }

        if (path == Models)
        {
            return new ModelChoice { Answer = Answer.Json(ModelList.Write(routes)) };
        }

        var id = Uri.UnescapeDataString(path[(Models.Length + 1)..]);
        return new ModelChoice { Answer = routes.FirstOrDefault(route => route.ModelNames[0] == id) is { } one ? Answer.Json(ModelList.Write(one)) : Answer.ModelNotFound };
    }
}

/// <summary>One of <see cref="Found"/> and <see cref="Answer"/> is set.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ModelChoice
{
    public FoundModel? Found { get; init; }

    /// <summary>The request's body, from its beginning.</summary>
    public PipeReader? Body { get; init; }

    /// <summary>Bytes of it that were read ahead.</summary>
    public int KeptBytes { get; init; }

    public Answer? Answer { get; init; }
}
