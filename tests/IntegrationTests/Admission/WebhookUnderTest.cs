using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Cluster;
using IntegrationTests.Operator;
using k8s;
using k8s.Models;

namespace IntegrationTests.Admission;

/// <summary>The operator with its webhook, which a real API server calls as deploy/webhook says, except that it finds it by URL.</summary>
public sealed class WebhookUnderTest(ApiServer server) : IAsyncLifetime
{
    public const string Namespace = "admission";

    private readonly int port = ApiServer.FreePort();
    private readonly HttpClient http = server.CreateHttpClient();

    public ApiServer Server => server;

    internal OperatorUnderTest Operator { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    public async Task InitializeAsync()
    {
        await server.Client.CreateAsync(Configuration());
        Operator = await OperatorUnderTest.StartAsync(
            server, Namespace, ("Operator__Admission__Enabled", "true"), ("Operator__Admission__Port", $"{port}"), ("Operator__Limits__0__Accelerators", "8"));
        await global::Cluster.Eventually.TrueAsync(
            "the webhook is asked",
            async _ => (await CreateAsync(Endpoint("early", """{"PORT": "1"}"""), dryRun: true)).Contains("denied the request", StringComparison.Ordinal),
            Operator.Deadline);
    }

    public async Task DisposeAsync()
    {
        await server.Client.DeleteAsync<V1ValidatingWebhookConfiguration>(Configuration().Metadata.Name);
        await Operator.DisposeAsync();
        http.Dispose();
    }

    /// <summary>Posts an object; the API server's message, or the empty string when it took it.</summary>
    public async Task<string> CreateAsync(JsonNode manifest, bool dryRun = false)
    {
        var plural = manifest["kind"]!.GetValue<string>().ToLowerInvariant() + "s";
        var scope = plural == "instancetypes" ? "" : $"namespaces/{Namespace}/";
        manifest["metadata"]!.AsObject().Remove("namespace");
        using var body = new StringContent(manifest.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(
            new Uri($"/apis/inferenceendpoints.dev/v1alpha1/{scope}{plural}{(dryRun ? "?dryRun=All" : "")}", UriKind.Relative), body, Operator.Deadline);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Operator.Deadline))!;
        return response.IsSuccessStatusCode ? "" : answer["message"]!.GetValue<string>();
    }

    /// <summary>The thumbprints of all certificates in the bundle.</summary>
    public async Task<IReadOnlyList<string>> TrustedAsync()
    {
        var configuration = await server.Client.GetAsync<V1ValidatingWebhookConfiguration>(Configuration().Metadata.Name);
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

    private V1ValidatingWebhookConfiguration Configuration()
    {
        var text = File.ReadAllText(Repository.File("deploy/webhook/validating-webhook.yaml")).Split("\n---\n")[1];
        var configuration = KubernetesYaml.Deserialize<V1ValidatingWebhookConfiguration>(text);
        var webhook = configuration.Webhooks!.Single();
        webhook.ClientConfig = new Admissionregistrationv1WebhookClientConfig { Url = $"https://127.0.0.1:{port}{webhook.ClientConfig!.Service!.Path}" };
        return configuration;
    }
}
