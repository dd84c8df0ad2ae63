using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceEndpoints.Gateway.Settings;

namespace IntegrationTests.Gateway;

/// <summary>A Secret with a certificate as the kubelet mounts it: the files are links through <c>..data</c>, which is swapped as a whole.</summary>
internal sealed class TlsSecret : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("tls-");
    private int version;

    public string CertificatePath => Path.Combine(directory.FullName, "tls.crt");

    public string KeyPath => Path.Combine(directory.FullName, "tls.key");

    public static TlsSecret Create(X509Certificate2 certificate)
    {
        var secret = new TlsSecret();
        secret.Rotate(certificate.ExportCertificatePem(), KeyOf(certificate));
        File.CreateSymbolicLink(secret.CertificatePath, Path.Combine("..data", "tls.crt"));
        File.CreateSymbolicLink(secret.KeyPath, Path.Combine("..data", "tls.key"));
        return secret;
    }

    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={GatewayUnderTest.Host}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }

    public static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public void Use(GatewayOptions options) => options.Tls = new TlsOptions
    {
        CertificatePath = CertificatePath,
        KeyPath = KeyPath,
        Port = 0,
        ReloadInterval = TimeSpan.FromMilliseconds(100),
    };

    public void Rotate(string certificate, string key)
    {
        var data = directory.CreateSubdirectory($"..{++version}");
        File.WriteAllText(Path.Combine(data.FullName, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(data.FullName, "tls.key"), key);
        var next = Path.Combine(directory.FullName, "..data_tmp");
        File.CreateSymbolicLink(next, data.Name);
        using var rename = Process.Start("mv", ["-T", next, Path.Combine(directory.FullName, "..data")]);
        rename.WaitForExit();
    }

    public void Dispose() => directory.Delete(recursive: true);
}
