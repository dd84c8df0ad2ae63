using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>Makes a certificate that vouches for itself: API servers trust exactly it, so there is no authority whose key must be kept.</summary>
internal static class ServingCertificate
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Clocks of API servers may be behind.
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(10);

    public static X509Certificate2 Create(string replica, IEnumerable<string> hosts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(replica), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(hosts));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        return request.CreateSelfSigned(now - Backdated, now + Lifetime);
    }

    /// <summary>Tells the certificates of one replica from those of the others.</summary>
    public static X500DistinguishedName Subject(string replica)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("inference-endpoints-operator");
        subject.AddCommonName(replica);
        return subject.Build();
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }
}
