using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.Serverless;

/// <summary>A call of a model by its name, with what such callers say in headers of their own.</summary>
/// <param name="Model">The name, as its caller has it.</param>
/// <param name="Match">The endpoint that it is, and what is asked of it.</param>
/// <param name="Decision">Whether its caller may call that.</param>
/// <param name="WaitsForModel">Its caller waits until the model has started, as long as anybody may.</param>
internal sealed record ServerlessCall(string Model, RouteMatch Match, Decision Decision, bool WaitsForModel)
{
    private const string WaitForModel = "x-wait-for-model";

    /// <summary>Of a model whose start nobody has seen: what Hugging Face says then.</summary>
    private static readonly TimeSpan UsualStart = TimeSpan.FromSeconds(20);

    public static ServerlessCall Of(HttpContext context, string model, RouteMatch match, Decision decision) =>
        new(model, match, decision, WaitsForModel: IsYes(context.Request.Headers[WaitForModel].ToString()));

    /// <summary>That a model starts, such callers read in words of their own.</summary>
    /// <param name="answer">What the caller of an endpoint would hear; null: it can be called.</param>
    /// <param name="route">The endpoint as it is by now.</param>
    public Answer? Say(Answer? answer, EndpointRoute route) =>
        answer is { IsTemporary: true } && answer == StateAnswers.Of(route) ? Answer.Loading(Model, route.StartDuration ?? UsualStart) : answer;

    /// <summary>The tutorials say <c>true</c>, and older clients <c>1</c>.</summary>
    private static bool IsYes(string header) => header == "1" || (bool.TryParse(header, out var isTrue) && isTrue);
}
