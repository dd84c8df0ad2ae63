using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace IntegrationTests.Gateway;

public sealed class TlsTests
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes($"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n\r\n");

    [Fact]
    public async Task New_connections_get_a_rotated_certificate_and_open_ones_go_on()
    {
        using var before = TlsSecret.NewCertificate();
        using var after = TlsSecret.NewCertificate();
        using var secret = TlsSecret.Create(before);
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(secret.Use, replica.Pod);
        await using var open = await ConnectAsync(gateway);
        Assert.Equal(before.Thumbprint, Thumbprint(open));
        await AskAsync(open, gateway);

        secret.Rotate(after.ExportCertificatePem(), TlsSecret.KeyOf(after));

        await Eventually.EqualAsync(after.Thumbprint, () => CurrentAsync(gateway));
        await AskAsync(open, gateway);
        Assert.Equal(
            new DateTimeOffset(after.NotAfter).ToUnixTimeSeconds().ToString(provider: null),
            await gateway.MetricAsync("inferenceendpoints_gateway_certificate_expiry_timestamp_seconds"));
    }

    [Fact]
    public async Task A_broken_pair_changes_nothing_is_told_once_and_the_next_good_one_is_taken()
    {
        using var before = TlsSecret.NewCertificate();
        using var after = TlsSecret.NewCertificate();
        using var secret = TlsSecret.Create(before);
        await using var gateway = await GatewayUnderTest.StartAsync(secret.Use);

        (string Certificate, string Key)[] broken =
        [
            (after.ExportCertificatePem(), TlsSecret.KeyOf(before)),
            (after.ExportCertificatePem(), "no key"),
            ("no certificate", TlsSecret.KeyOf(after)),
        ];
        for (var i = 0; i < broken.Length; i++)
        {
            secret.Rotate(broken[i].Certificate, broken[i].Key);
            await Eventually.EqualAsync($"{i + 1}", () => gateway.MetricAsync("inferenceendpoints_gateway_certificate_reloads_total{result=\"failed\"}"));
            Assert.Equal(before.Thumbprint, await CurrentAsync(gateway));
        }

        secret.Rotate(after.ExportCertificatePem(), TlsSecret.KeyOf(after));

        await Eventually.EqualAsync(after.Thumbprint, () => CurrentAsync(gateway));
        Assert.Equal(broken.Length, gateway.Log.Split($"{secret.CertificatePath} and {secret.KeyPath} hold none that works").Length - 1);
        Assert.DoesNotContain("PRIVATE KEY", gateway.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_protocol_is_negotiated_and_the_replica_hears_that_it_was_https(string version)
    {
        using var certificate = TlsSecret.NewCertificate();
        using var secret = TlsSecret.Create(certificate);
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Forwarded-Proto"].ToString()));
        await using var gateway = await GatewayUnderTest.StartAsync(secret.Use, replica.Pod);
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = TrustAll() })
        {
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DefaultRequestHeaders = { Host = GatewayUnderTest.Host },
        };

        using var response = await client.GetAsync(new Uri(gateway.Secure, "/x"), gateway.Deadline);

        Assert.Equal((Version.Parse(version), "https"), (response.Version, await response.Content.ReadAsStringAsync(gateway.Deadline)));
    }

    [Fact]
    public async Task Without_a_certificate_at_the_start_the_gateway_says_which_files_it_wants()
    {
        using var certificate = TlsSecret.NewCertificate();
        using var secret = TlsSecret.Create(certificate);
        secret.Rotate("", "");

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayUnderTest.StartAsync(secret.Use));

        Assert.Contains($"Gateway:Tls:CertificatePath ({secret.CertificatePath})", error.Message, StringComparison.Ordinal);
    }

    private static async Task<SslStream> ConnectAsync(GatewayUnderTest gateway)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Secure.Port, gateway.Deadline);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(TrustAll(), gateway.Deadline);
        return stream;
    }

    private static async Task<string> CurrentAsync(GatewayUnderTest gateway)
    {
        await using var stream = await ConnectAsync(gateway);
        return Thumbprint(stream);
    }

    private static string Thumbprint(SslStream stream) => ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;

    private static async Task AskAsync(SslStream stream, GatewayUnderTest gateway)
    {
        await stream.WriteAsync(Request, gateway.Deadline);
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        while (!answer.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, gateway.Deadline);
            Assert.NotEqual(0, count);
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        Assert.StartsWith("HTTP/1.1 200", answer.ToString(), StringComparison.Ordinal);
    }

    private static SslClientAuthenticationOptions TrustAll() => new()
    {
        TargetHost = GatewayUnderTest.Host,
#pragma warning disable CA5359 // The certificate is the test's own.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
