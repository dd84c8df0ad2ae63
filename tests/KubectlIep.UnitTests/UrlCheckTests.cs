using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceEndpoints.KubectlIep.Diagnosis;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class UrlCheckTests
{
    private static readonly Uri Url = new("https://doctor.models.test");
    private static readonly IPAddress[] Addresses = [IPAddress.Loopback];

    [Theory]
    [InlineData("endpoints.example.com", true, "Warn", "*.endpoints.example.com is an example")]
    [InlineData("models.test", false, "Warn", "*.models.test has no address here")]
    [InlineData("models.test", true, "Ok", "*.models.test is 127.0.0.1")]
    public void Any_name_of_the_domain_must_have_an_address(string domain, bool hasAddress, string severity, string text)
    {
        var finding = UrlCheck.Judge(new Uri($"https://doctor.{domain}:8443"), hasAddress ? Addresses : [], presented: null, Sample.Now).Single();

        Assert.Equal((severity, text), (finding.Severity.ToString(), finding.Text));
    }

    [Theory]
    [InlineData(30, SslPolicyErrors.None, null, "Ok", "good until 2030-03-02")]
    [InlineData(13, SslPolicyErrors.None, null, "Warn", "expires 2030-02-13")]
    [InlineData(-1, SslPolicyErrors.RemoteCertificateChainErrors, null, "Fail", "expired 2030-01-30")]
    [InlineData(30, SslPolicyErrors.RemoteCertificateNameMismatch, null, "Fail", "not for *.models.test")]
    [InlineData(30, SslPolicyErrors.RemoteCertificateChainErrors, null, "Warn", "of an authority that is not known here")]
    [InlineData(0, SslPolicyErrors.None, "connection refused", "Warn", "none: connection refused")]
    public void Their_certificate_must_be_known_good_and_for_the_wildcard(int days, SslPolicyErrors errors, string? problem, string severity, string text)
    {
        var finding = UrlCheck.Judge(Url, Addresses, new PresentedCertificate(Sample.Now.AddDays(days), errors, problem), Sample.Now).Last();

        Assert.Equal((severity, text), (finding.Severity.ToString(), finding.Text));
    }

    [Fact]
    public void The_domain_is_that_of_the_operators_settings()
    {
        Assert.Null(UrlCheck.AnyUrl([Process("gateway", ("Operator__Url__Domain", "models.test"))]));
        Assert.Equal(new Uri("https://doctor.endpoints.example.com"), UrlCheck.AnyUrl([Process("operator")]));
        Assert.Equal(
            new Uri("http://doctor.models.test:8080"),
            UrlCheck.AnyUrl([Process("gateway"), Process("operator", ("Operator__Url__Scheme", "http"), ("Operator__Url__Domain", "models.test:8080"))]));

        static V1Deployment Process(string component, params (string Name, string Value)[] settings) => new()
        {
            Metadata = new V1ObjectMeta { Name = component, Labels = new Dictionary<string, string> { ["app.kubernetes.io/component"] = component } },
            Spec = new V1DeploymentSpec
            {
                Template = new V1PodTemplateSpec
                {
                    Spec = new V1PodSpec { Containers = [new V1Container { Env = [.. settings.Select(one => new V1EnvVar { Name = one.Name, Value = one.Value })] }] },
                },
            },
        };
    }

    [Fact]
    public async Task What_a_server_presents_is_read_though_nobody_trusts_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = TimeProvider.System.GetUtcNow().AddDays(3);
        using var made = new CertificateRequest("CN=other.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-9), end);
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync();

        var presented = await PresentedCertificate.ReadAsync(Addresses, "doctor.models.test", ((IPEndPoint)listener.LocalEndpoint).Port, CancellationToken.None);

        await served;
        Assert.Equal((end.Date, null), (presented.End.UtcDateTime.Date, presented.Problem));
        Assert.Equal(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch, presented.Errors);

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            // Whoever does not trust it goes.
            await Record.ExceptionAsync(async () =>
            {
                await tls.AuthenticateAsServerAsync(certificate);
                await tls.ReadExactlyAsync(new byte[1]);
            });
        }
    }

    [Fact]
    public async Task Where_nobody_listens_that_is_the_problem()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Contains("refused", (await PresentedCertificate.ReadAsync(Addresses, "doctor.models.test", port, CancellationToken.None)).Problem, StringComparison.Ordinal);
    }
}
