using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationTests;

/// <summary>An authority, and the certificate by which an API server proves to those it asks on behalf of others that it is one.</summary>
internal static class FrontProxyCertificates
{
    public const string Name = "front-proxy-client";

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Writes <c>proxy-ca.crt</c>, <c>proxy.crt</c> and <c>proxy.key</c>.</summary>
    public static async Task WriteAsync(string directory)
    {
        using var authority = CreateAuthority();
        using var certificate = Create(authority, Name);
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(Path.Combine(directory, "proxy-ca.crt"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(directory, "proxy.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(directory, "proxy.key"), key.ExportPkcs8PrivateKeyPem());
    }

    public static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=an authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    public static X509Certificate2 Create(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], critical: false));
        using var certificate = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
