using System.CommandLine;
using System.Net;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using k8s.Autorest;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

internal static class DoctorCommand
{
    /// <summary>For a name server and a host that are elsewhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(Launcher launcher)
    {
        var command = new Command("doctor", "Look at the cluster and the installation; something that fails is exit code 1");
        launcher.SetAction(command, (_, session, token) => ExamineAsync(session, token));
        return command;
    }

    private static async Task<int> ExamineAsync(Session session, CancellationToken cancellationToken)
    {
        // The first says whether there is a cluster at all: without one there is one line, and not seven.
        await session.SayAsync(VersionCheck.Judge(await session.Client.ApiClient.Version.GetCodeAsync(cancellationToken)).ToString());
        var hasFailed = false;
        foreach (var (subject, examineAsync) in Checks(session, cancellationToken))
        {
            foreach (var finding in await ReadableAsync(subject, examineAsync))
            {
                hasFailed |= finding.Severity == Severity.Fail;
                await session.SayAsync(finding.ToString());
            }
        }

        return hasFailed ? ExitCode.Failed : ExitCode.Ok;
    }

    private static IEnumerable<(string Subject, Func<Task<IEnumerable<Finding>>> ExamineAsync)> Checks(Session session, CancellationToken token)
    {
        var (client, api) = (session.Client, session.Client.ApiClient);
        return
        [
            ("custom resources", async () => DefinitionsCheck.Judge(await client.ListAsync<V1CustomResourceDefinition>(cancellationToken: token))),
            ("hardware", async () => HardwareCheck.Judge(
                [.. await client.ListAsync<InstanceType>(cancellationToken: token)], [.. await client.ListAsync<V1Node>(cancellationToken: token)])),
            ("processes", async () => ProcessCheck.Judge([.. await ProcessesAsync(session, token)])),
            ("DNS in the cluster", async () => [ClusterDnsCheck.Judge(
                [.. await client.ListAsync<V1Deployment>(ClusterDnsCheck.Namespace, ClusterDnsCheck.Selector, cancellationToken: token)])]),
            ("URLs", async () => await AskUrlAsync(session, token)),
            ("validating webhook", async () =>
                [WebhookCheck.Judge(await client.ListAsync<V1ValidatingWebhookConfiguration>(cancellationToken: token), session.Now)]),
            ("defaulting webhook", async () =>
                [WebhookCheck.Judge(await client.ListAsync<V1MutatingWebhookConfiguration>(cancellationToken: token), session.Now)]),
            ("metrics", async () => MetricsCheck.Judge(
                await api.Apis.GetAPIVersionsAsync(token), await client.GetAsync<V1APIService>(MetricsCheck.ApiService, cancellationToken: token), session.Now)),
            ("your rights", async () => [RightsCheck.Judge(session.Namespace, await AskAsync(session, token))]),
        ];
    }

    private static Task<IList<V1Deployment>> ProcessesAsync(Session session, CancellationToken cancellationToken) =>
        session.Client.ListAsync<V1Deployment>(labelSelector: ProcessCheck.Selector, cancellationToken: cancellationToken);

    private static async Task<IEnumerable<Finding>> AskUrlAsync(Session session, CancellationToken cancellationToken)
    {
        if (UrlCheck.AnyUrl(await ProcessesAsync(session, cancellationToken)) is not { } url)
        {
            return []; // Without an operator there are no URLs, and it was said that there is none.
        }

        using var patience = new CancellationTokenSource(Patience, session.Terminal.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var addresses = await PresentedCertificate.AddressesAsync(url.Host, either.Token);
        var presented = addresses.Length > 0 && url.Scheme == Uri.UriSchemeHttps
            ? await PresentedCertificate.ReadAsync(addresses, url.Host, url.Port, either.Token)
            : null;
        cancellationToken.ThrowIfCancellationRequested();
        return UrlCheck.Judge(url, addresses, presented, session.Now);
    }

    private static async Task<IEnumerable<Finding>> ReadableAsync(string subject, Func<Task<IEnumerable<Finding>>> examineAsync)
    {
        try
        {
            return await examineAsync();
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            var isForbidden = refused.Response.StatusCode == HttpStatusCode.Forbidden;
            return [Finding.Warn(subject, $"cannot be looked at: {Failures.Describe(refused)}", isForbidden ? "an administrator sees more" : null)];
        }
    }

    private static async Task<IReadOnlyCollection<(V1ResourceAttributes Right, bool IsAllowed)>> AskAsync(Session session, CancellationToken cancellationToken)
    {
        var answers = new List<(V1ResourceAttributes Right, bool IsAllowed)>();
        foreach (var right in RightsCheck.Needed(session.Namespace))
        {
            var review = new V1SelfSubjectAccessReview { Spec = new V1SelfSubjectAccessReviewSpec { ResourceAttributes = right } };
            var answer = await session.Client.ApiClient.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(review, cancellationToken);
            answers.Add((right, answer.Status?.Allowed == true));
        }

        return answers;
    }
}
