using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>What a server says of itself when TLS begins.</summary>
/// <param name="End">Until when its certificate is good.</param>
/// <param name="Errors">What a client would find wrong.</param>
/// <param name="Problem">Why nothing was presented; null: something was.</param>
internal sealed record PresentedCertificate(DateTimeOffset End, SslPolicyErrors Errors, string? Problem = null)
{
    /// <summary>Of a host; none where it has none, or nobody tells in time.</summary>
    public static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>Asks, and sends nothing.</summary>
    public static async Task<PresentedCertificate> ReadAsync(IPAddress[] addresses, string host, int port, CancellationToken cancellationToken)
    {
        PresentedCertificate? presented = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(addresses, port, cancellationToken);
            await using var tls = new SslStream(client.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    presented = certificate is X509Certificate2 { NotAfter: var end } ? new PresentedCertificate(new DateTimeOffset(end), errors) : null;
                    return errors == SslPolicyErrors.None;
                },
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return presented ?? new PresentedCertificate(default, SslPolicyErrors.None, exception is OperationCanceledException ? $"{host} does not answer in time" : exception.Message.TrimEnd('.'));
        }

        return presented ?? new PresentedCertificate(default, SslPolicyErrors.None, $"{host} has no certificate");
    }
}
