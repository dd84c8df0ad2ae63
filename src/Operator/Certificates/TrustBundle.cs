using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>A <c>caBundle</c>: the certificates of all replicas, each of which sees to its own.</summary>
internal static class TrustBundle
{
    /// <summary>
    /// The bundle with the certificates of this replica. Those that it does not use any more go, whichever process of the same name made
    /// them, and so do those of anybody that have expired.
    /// </summary>
    public static byte[] With(byte[]? bundle, X500DistinguishedName replica, IReadOnlyList<X509Certificate2> own, DateTimeOffset now)
    {
        var trusted = new X509Certificate2Collection();
        Import(trusted, bundle);
        var others = trusted.Where(certificate =>
            certificate.NotAfter.ToUniversalTime() > now.UtcDateTime && !certificate.SubjectName.RawData.AsSpan().SequenceEqual(replica.RawData));
        return Encoding.ASCII.GetBytes(string.Concat(others.Concat(own).Select(certificate => certificate.ExportCertificatePem() + "\n")));
    }

    private static void Import(X509Certificate2Collection trusted, byte[]? bundle)
    {
        try
        {
            trusted.ImportFromPem(Encoding.ASCII.GetString(bundle ?? []));
        }
        catch (CryptographicException)
        {
            trusted.Clear(); // Nobody can use a bundle that does not parse: it is written anew.
        }
    }
}
