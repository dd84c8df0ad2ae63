using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Settings;
using IntegrationTests.Operator;
using k8s.Models;

namespace IntegrationTests.Admission;

/// <summary>The operator with its webhooks, which a real API server calls as deploy/webhook says.</summary>
public class WebhookUnderTest : IAsyncLifetime
{
    private readonly ApiServer server;
    private readonly int port = ApiServer.FreePort();
    private readonly HttpClient http;

    public WebhookUnderTest(ApiServer server)
        : this(server, "admission")
    {
    }

    protected WebhookUnderTest(ApiServer server, string ns) => (this.server, http, Namespace) = (server, server.CreateHttpClient(), ns);

    public ApiServer Server => server;

    public string Namespace { get; }

    internal OperatorUnderTest Operator { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    public async Task InitializeAsync()
    {
        await server.Client.CreateAsync(DeployedWebhooks.Validating(port));
        await server.Client.CreateAsync(DeployedWebhooks.Mutating(port));
        Operator = await OperatorUnderTest.StartAsync(
            server, Namespace, ("Operator__Admission__Enabled", "true"), ("Operator__Admission__Port", $"{port}"), ("Operator__Limits__0__Accelerators", "8"));
        await global::Cluster.Eventually.TrueAsync(
            "the validating webhook is asked",
            async _ => (await CreateAsync(Endpoint("early", """{"PORT": "1"}"""), dryRun: true)).Contains("denied the request", StringComparison.Ordinal),
            Operator.Deadline);
        await global::Cluster.Eventually.TrueAsync(
            "the defaulting webhook is asked",
            async _ => (await PostAsync(Endpoint("early", "{}"), dryRun: true))["metadata"]!["annotations"]?[Annotations.CreatedBy] is not null,
            Operator.Deadline);
    }

    public async Task DisposeAsync()
    {
        await server.Client.DeleteAsync<V1ValidatingWebhookConfiguration>(AdmissionOptions.DefaultConfiguration);
        await server.Client.DeleteAsync<V1MutatingWebhookConfiguration>(AdmissionOptions.DefaultConfiguration);
        await Operator.DisposeAsync();
        http.Dispose();
    }

    /// <summary>Posts an object; the API server's message, or the empty string when it took it.</summary>
    public async Task<string> CreateAsync(JsonNode manifest, bool dryRun = false) =>
        await PostAsync(manifest, dryRun) is var answer && answer["kind"]!.GetValue<string>() == "Status" ? answer["message"]!.GetValue<string>() : "";

    private async Task<JsonNode> PostAsync(JsonNode manifest, bool dryRun)
    {
        var plural = manifest["kind"]!.GetValue<string>().ToLowerInvariant() + "s";
        var scope = plural == "instancetypes" ? "" : $"namespaces/{Namespace}/";
        manifest["metadata"]!.AsObject().Remove("namespace");
        using var body = new StringContent(manifest.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(
            new Uri($"/apis/inferenceendpoints.dev/v1alpha1/{scope}{plural}{(dryRun ? "?dryRun=All" : "")}", UriKind.Relative), body, Operator.Deadline);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Operator.Deadline))!;
    }

    /// <summary>The thumbprints of all certificates in the bundle.</summary>
    public async Task<IReadOnlyList<string>> TrustedAsync()
    {
        var configuration = await server.Client.GetAsync<V1ValidatingWebhookConfiguration>(AdmissionOptions.DefaultConfiguration);
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(Encoding.ASCII.GetString(configuration!.Webhooks!.Single().ClientConfig!.CaBundle!));
        return [.. bundle.Select(certificate => certificate.Thumbprint)];
    }

    /// <summary>An endpoint with that environment, of which PORT is the platform's own: a mistake that no schema can see.</summary>
    public static JsonNode Endpoint(string name, string env) => JsonNode.Parse(
        $$"""
          {
            "apiVersion": "inferenceendpoints.dev/v1alpha1",
            "kind": "InferenceEndpoint",
            "metadata": {"name": "{{name}}"},
            "spec": {
              "model": {"repository": "openai-community/gpt2", "image": {"tgi": {} }, "env": {{env}} },
              "compute": {"instanceType": "intel-spr"}
            }
          }
          """)!;
}
