using System.Text;
using System.Text.Json.Nodes;
using Cluster;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Operator.Admission;
using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Settings;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationTests.Admission;

/// <summary>A real API server that asks both webhooks' real socket while a week goes by. It may not go on without an answer: failurePolicy is Fail.</summary>
[Collection(UsesApiServer.Name)]
public sealed class RotationTests(ApiServer server) : IAsyncLifetime, IDisposable
{
    private const string Name = "rotation";

    private readonly int port = ApiServer.FreePort();
    private readonly ServingCertificates certificates = new();
    // The API server's own clock stands where the certificate is renewed.
    private readonly MovedClock clock = new() { Offset = -ServingCertificates.RenewAfter };
    private WebApplication webhook = null!; // set in InitializeAsync, which xunit calls first
    private CertificateRotation? rotation;

    public async Task InitializeAsync()
    {
        OperatorJsonContext.Register();
        await server.CreateNamespaceAsync(Name);
        await server.KubectlAsync(CancellationToken.None, "apply", "--validate=false", "-f", Repository.File("crds"));
        await server.KubectlAsync(CancellationToken.None, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await server.Client.CreateAsync(Validating());
        await server.Client.CreateAsync(Mutating());
        var options = new OperatorOptions { Admission = { Configuration = Name } };
        rotation = new CertificateRotation(
            WebhookRegistrations.All(server.Client, options), certificates, port, clock, NullLogger<CertificateRotation>.Instance);
        await rotation!.RotateAsync(CancellationToken.None);
        webhook = await ServeAsync();
    }

    public async Task DisposeAsync()
    {
        await server.Client.DeleteAsync<V1ValidatingWebhookConfiguration>(Name);
        await server.Client.DeleteAsync<V1MutatingWebhookConfiguration>(Name);
        await webhook.DisposeAsync();
    }

    public void Dispose() => rotation?.Dispose();

    [Fact]
    public async Task The_API_server_gets_through_at_every_moment_of_a_rotation()
    {
        var first = certificates.Serving!.Thumbprint;
        await global::Cluster.Eventually.TrueAsync("the webhook is asked", async _ => (await ApplyAsync()).Contains("denied the request", StringComparison.Ordinal), CancellationToken.None);

        clock.Offset += ServingCertificates.RenewAfter;
        await rotation!.RotateAsync(CancellationToken.None);
        Assert.Equal(first, certificates.Serving.Thumbprint);
        await IsAskedAsync("both are trusted and the old one is served");

        clock.Offset += ServingCertificates.Overlap;
        await rotation!.RotateAsync(CancellationToken.None);
        Assert.NotEqual(first, certificates.Serving.Thumbprint);
        await IsAskedAsync("both are trusted and the new one is served");

        await rotation!.RotateAsync(CancellationToken.None);
        await IsAskedAsync("the new one alone is trusted");
    }

    // Not once but until the API server has seen the bundle of that moment, with which it connects anew.
    private async Task IsAskedAsync(string when)
    {
        for (var i = 0; i < 20; i++)
        {
            var answer = await ApplyAsync();
            Assert.True(answer.Contains("denied the request", StringComparison.Ordinal), $"{when}: {answer}");
        }
    }

    /// <summary>What kubectl says of a mistake that only the validating webhook sees, which is asked once the other one has answered.</summary>
    private async Task<string> ApplyAsync()
    {
        var endpoint = WebhookUnderTest.Endpoint("rotation", """{"PORT": "1"}""");
        endpoint["metadata"]!["labels"] = new JsonObject { ["test"] = Name };
        using var http = server.CreateHttpClient();
        using var body = new StringContent(endpoint.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(
            new Uri($"/apis/inferenceendpoints.dev/v1alpha1/namespaces/{Name}/inferenceendpoints?dryRun=All", UriKind.Relative), body);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<WebApplication> ServeAsync()
    {
        var policy = new AdmissionPolicy(
            () => new InstanceCatalogue(DefaultInstanceTypes.All), _ => default, new ClusterCapabilities(new Version(1, 36), "v2", "v1"));
        var mutation = new EndpointMutation(() => new InstanceCatalogue(DefaultInstanceTypes.All), (_, _) => true);
        var handler = new AdmissionHandler(policy, mutation, NullLogger<AdmissionHandler>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(
            port, listener => listener.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Serving)));
        var app = builder.Build();
        app.Run(handler.HandleAsync);
        await app.StartAsync();
        return app;
    }

    private V1ValidatingWebhookConfiguration Validating()
    {
        var configuration = DeployedWebhooks.Validating(port);
        configuration.Metadata.Name = Name;
        var called = configuration.Webhooks!.Single();
        (called.FailurePolicy, called.ObjectSelector) = ("Fail", OfThisTest());
        return configuration;
    }

    private V1MutatingWebhookConfiguration Mutating()
    {
        var configuration = DeployedWebhooks.Mutating(port);
        configuration.Metadata.Name = Name;
        var called = configuration.Webhooks!.Single();
        (called.FailurePolicy, called.ObjectSelector) = ("Fail", OfThisTest());
        return configuration;
    }

    private static V1LabelSelector OfThisTest() => new() { MatchLabels = new Dictionary<string, string> { ["test"] = Name } };

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
