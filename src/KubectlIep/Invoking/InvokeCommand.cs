using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Invoking;

internal static class InvokeCommand
{
    private static readonly string[] KeyVariables = ["INFERENCE_ENDPOINTS_KEY", "HF_TOKEN"];

    public static Command Create(Launcher launcher)
    {
        var name = ObjectName.OfEndpoint();
        var prompt = new Argument<string>("PROMPT") { Description = "What the model is asked" };
        var stream = new Option<bool>("--stream") { Description = "Print the text as it comes" };
        var raw = new Option<bool>("--raw") { Description = "The prompt as it is, for models without a chat template" };
        var maxTokens = new Option<int?>("--max-tokens") { Description = "The longest answer", HelpName = "N" };
        var wait = new Option<int?>("--wait") { Description = "How long to wait for a replica while the endpoint wakes", HelpName = "SECONDS" };
        var gateway = new Option<Uri?>("--gateway") { Description = "The gateway's address; without it the endpoint's URL", HelpName = "URL", CustomParser = ParseUrl };
        var key = new Option<string?>("--key") { Description = "Without it INFERENCE_ENDPOINTS_KEY or HF_TOKEN", HelpName = "KEY" };
        var command = new Command("invoke", "Send a prompt to an endpoint through the gateway") { name, prompt, stream, raw, maxTokens, wait, gateway, key };
        launcher.SetAction(command, async (parsed, session, token) =>
        {
            var endpoint = await session.GetEndpointAsync(parsed.GetRequiredValue(name), token);
            var isStreamed = parsed.GetValue(stream);
            var invocation = Invocation.Of(endpoint, parsed.GetRequiredValue(prompt), parsed.GetValue(raw), isStreamed, parsed.GetValue(maxTokens));
            if (isStreamed && invocation.Api == ModelApi.Inputs)
            {
                throw new CommandException($"{endpoint.Metadata.Name} does not generate text piece by piece; leave --stream out");
            }

            var uri = invocation.UriOf(endpoint, parsed.GetValue(gateway))
                ?? throw new CommandException($"{endpoint.Metadata.Name} has no URL yet; wait for the operator, or name the gateway with --gateway");
            using var request = Request(invocation, uri, parsed.GetValue(key) ?? KeyOf(session.Terminal), parsed.GetValue(wait));
            return await SendAsync(session, request, invocation.Api, isStreamed, token);
        });
        return command;
    }

    private static Uri? ParseUrl(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        result.AddError($"--gateway {text} is not a URL, such as http://localhost:8080");
        return null;
    }

    private static string? KeyOf(Terminal terminal) => KeyVariables.Select(terminal.Environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static HttpRequestMessage Request(Invocation invocation, Uri uri, string? key, int? waitSeconds)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = new StringContent(invocation.Body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (waitSeconds is { } seconds)
        {
            request.Headers.Add("X-Scale-Up-Timeout", seconds.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    private static async Task<int> SendAsync(Session session, HttpRequestMessage request, ModelApi api, bool isStreamed, CancellationToken cancellationToken)
    {
        // A key goes to the address that was named and nowhere else, and a model may think for as long as it likes.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var response = await SendAsync(http, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var (status, error) = ($"{(int)response.StatusCode}", ModelAnswer.Error(await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd('.'));
            var words = error.StartsWith(status, StringComparison.Ordinal) ? error : $"{status}: {error}";
            throw new CommandException($"the answer is {words}{Remedy(response.StatusCode, api)}");
        }

        if (!isStreamed)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            await session.SayAsync(api == ModelApi.Inputs ? body : ModelAnswer.Text(body));
            return ExitCode.Ok;
        }

        await using var events = await response.Content.ReadAsStreamAsync(cancellationToken);
        await PrintAsync(session.Terminal.Output, events, cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException(
                $"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} cannot be reached: {unreachable.Message.TrimEnd('.')}; "
                + "name the gateway with --gateway, such as http://localhost:8080 beside a 'kubectl port-forward' to it");
        }
    }

    private static async Task PrintAsync(TextWriter output, Stream events, CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]")
            {
                break;
            }

            await output.WriteAsync(ModelAnswer.Text(item.Data).AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        await output.WriteLineAsync();
    }

    private static string Remedy(HttpStatusCode status, ModelApi api) => (status, api) switch
    {
        (HttpStatusCode.Unauthorized, _) => "; give a key with --key or INFERENCE_ENDPOINTS_KEY ('kubectl iep keys create' makes one)",
        (HttpStatusCode.Forbidden, _) => "; use a key with this right, of the endpoint's namespace where it is private",
        (HttpStatusCode.NotFound, _) => "; check --gateway, and whether the endpoint is private and reached on the gateway's internal port only",
        (HttpStatusCode.ServiceUnavailable, _) => "; --wait 600 waits for a replica, and 'kubectl iep status' says how far it is",
        (HttpStatusCode.BadRequest, ModelApi.Chat) => "; a paused endpoint must be resumed, and a model without a chat template takes --raw",
        _ => "",
    };
}
