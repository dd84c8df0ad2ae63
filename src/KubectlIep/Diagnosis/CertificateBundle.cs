using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>The authorities by which the API server knows one of our ports.</summary>
internal static class CertificateBundle
{
    /// <summary>Until when the bundle is good; null: no authority is in it. While one is renewed, it has the old one and the new one.</summary>
    public static DateTimeOffset? Expiry(byte[]? pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem ?? []));
            return certificates.Count == 0 ? null : certificates.Max(certificate => new DateTimeOffset(certificate.NotAfter));
        }
        catch (CryptographicException)
        {
            return null; // whatever it is, no authority is in it
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }
}
