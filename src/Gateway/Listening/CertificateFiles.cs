using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>What is in the two files of <see cref="TlsOptions"/> at one moment.</summary>
internal sealed record CertificateFiles(string Certificate, string Key)
{
    /// <summary>Null: they were replaced meanwhile, and may not belong together.</summary>
    public static CertificateFiles? Read(TlsOptions options)
    {
        var certificate = File.ReadAllText(options.CertificatePath!);
        var key = File.ReadAllText(options.KeyPath!);
        return certificate == File.ReadAllText(options.CertificatePath!) ? new CertificateFiles(certificate, key) : null;
    }

    /// <exception cref="CryptographicException">They are no certificate, no key, or not of each other.</exception>
    public SslStreamCertificateContext Parse()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Certificate);
        try
        {
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(Certificate, Key), chain, offline: true);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception); // A key of another certificate, or of a kind that TLS does not have.
        }
    }

    /// <summary>No secret in a log, whoever writes one.</summary>
    public override string ToString() => nameof(CertificateFiles);
}
