using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>The operator's rights, against everything that it asks of an API server which knows them.</summary>
[Collection(UsesApiServer.Name)]
public sealed partial class RightsTests(ApiServer server)
{
    private const string Role = "inference-endpoints-operator";

    /// <summary>What this test cannot make it use, with the reason.</summary>
    private static readonly string[] NotShown =
    [
        "update inferenceendpoints/finalizers", // an admission plugin that is off by default asks for it
        "patch inferenceendpoints", // puts one to sleep that was running: tested end to end
        "delete networkpolicies", // when the setting is turned off: tested with the children
        "get mutatingwebhookconfigurations", // tested with the webhooks
        "patch mutatingwebhookconfigurations",
        "get validatingwebhookconfigurations",
        "patch validatingwebhookconfigurations",
        "get apiservices", // tested with the metrics API
        "patch apiservices",
    ];

    [Fact]
    public async Task Each_right_is_needed_and_none_is_missing()
    {
        await using var product = await OperatorUnderTest.StartWithItsRightsAsync(server, "rights", ("Operator__LeaderElection", "true"), ("Operator__NetworkPolicy__Enabled", "true"));
        await LiveAsync(product);
        await MeetNamesakesAsync(product);

        var granted = await GrantedAsync(product);
        var used = product.Proxy.Requests.SelectMany(Rights).Distinct().Where(right => !right.EndsWith(' ')).Order(StringComparer.Ordinal).ToList();
        Assert.DoesNotContain(product.Log, line => line.Contains("is forbidden: User", StringComparison.Ordinal));
        Assert.Equal(granted.Except(NotShown).Order(StringComparer.Ordinal), used);
    }

    // A life with every kind of child, every kind of write, and an Event that happens twice.
    private static async Task LiveAsync(OperatorUnderTest product)
    {
        await product.CreateEndpointAsync("gpt2", Claim(), maxReplica: 3);
        await product.StateAsync("gpt2", "pending");
        for (var time = 0; time < 2; time++)
        {
            await product.PatchAsync("gpt2", """{"spec":{"paused":true}}""");
            await product.StateAsync("gpt2", "paused");
            await product.PatchAsync("gpt2", """{"spec":{"paused":false}}""");
            await product.StateAsync("gpt2", "pending");
        }

        for (var change = 0; change < 6; change++)
        {
            await product.PatchAsync("gpt2", $$$$$"""{"spec":{"model":{"env":{"CHANGE":"{{{{{change}}}}}"}}}}""");
            var generation = (await product.Client.GetAsync<InferenceEndpoint>("gpt2", product.Namespace))!.Metadata.Generation;
            await product.StatusAsync("gpt2", "of its last spec", status => status.ObservedGeneration == generation);
        }

        await product.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"maxReplica":1}}}}""");
        await product.RequestedAsync("DELETE .*/poddisruptionbudgets/");
        await product.RequestedAsync("DELETE .*/controllerrevisions/");
        await product.RequestedAsync("PATCH .*/events/");
        await product.RequestedAsync("PUT .*/leases/");
        await WaitingReplica.AddAsync(product, "gpt2", gpus: 1);
        await product.RequestedAsync("GET /api/v1/nodes[?]");
    }

    // Nothing collects garbage here, so the children of an endpoint that is gone are in the way of its successor, one after the other.
    private static async Task MeetNamesakesAsync(OperatorUnderTest product)
    {
        await product.CreateEndpointAsync("twin", Claim(), maxReplica: 3);
        await product.StateAsync("twin", "pending");
        await product.Client.DeleteAsync<InferenceEndpoint>("twin", product.Namespace);
        await product.CreateEndpointAsync("twin", Claim(), maxReplica: 3);
        foreach (var kind in new[] { "Service", "NetworkPolicy", "ControllerRevision", "PersistentVolumeClaim", "Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler" })
        {
            var status = await product.StatusAsync("twin", $"in conflict with a {kind}", status => status.Message?.Contains($"{kind} twin", StringComparison.Ordinal) == true);
            var name = Namesake().Match(status.Message!).Groups["name"].Value;
            await product.KubectlAsync("-n", product.Namespace, "patch", kind, name, "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
            await product.KubectlAsync("-n", product.Namespace, "delete", kind, name);
        }

        await product.StateAsync("twin", "pending");
    }

    // Replicas of a claim that one node can use have no disruption budget.
    private static StorageSpec Claim() => new()
    {
        PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = "1Gi", AccessMode = AccessModes.ReadWriteMany },
    };

    private static async Task<IEnumerable<string>> GrantedAsync(OperatorUnderTest product)
    {
        var everywhere = await product.Client.GetAsync<V1ClusterRole>(Role);
        var own = await product.Client.GetAsync<V1Role>(Role, OperatorUnderTest.SystemNamespace);
        return everywhere!.Rules!.Concat(own!.Rules!).SelectMany(rule => rule.Resources!.SelectMany(resource => rule.Verbs!.Select(verb => $"{verb} {resource}")));
    }

    // As the API server reads a request. An apply may create, so it needs that right, too.
    private static IEnumerable<string> Rights(string request)
    {
        if (Target().Match(request) is not { Success: true } target)
        {
            return [];
        }

        var resource = target.Groups["sub"].Success ? $"{target.Groups["resource"]}/{target.Groups["sub"]}" : target.Groups["resource"].Value;
        string[] verbs = (target.Groups["method"].Value, target.Groups["name"].Success) switch
        {
            ("GET", true) => ["get"],
            ("GET", false) => [request.Contains("watch=", StringComparison.Ordinal) ? "watch" : "list"],
            ("PATCH", _) => request.Contains("force=true", StringComparison.Ordinal) ? ["patch", "create"] : ["patch"],
            ("POST", _) => ["create"],
            ("PUT", _) => ["update"],
            var (method, _) => [method.ToLowerInvariant()],
        };
        return verbs.Select(verb => $"{verb} {resource}");
    }

    [GeneratedRegex("^(?<method>[A-Z]+) (/api/v1|/apis/[^/]+/[^/]+)(/namespaces/[^/]+)?/(?<resource>[a-z]+)(/(?<name>[^/?]+)(/(?<sub>[a-z]+))?)?([?]|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();

    [GeneratedRegex("(?<name>twin[a-z0-9-]*) already exists", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namesake();
}
