using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>
/// The certificates of this process: the one it serves, and at times its successor, which is served once API servers have had time to
/// learn that they may trust it.
/// </summary>
/// <remarks>
/// Handshakes read <see cref="Serving"/> on any thread; everything else belongs to the one loop of <see cref="CertificateRotation"/>.
/// A certificate that was replaced is not disposed: a handshake may still hold it.
/// </remarks>
internal sealed class ServingCertificates
{
    /// <summary>How long API servers get to see a change of a registration. They watch it, so it is seconds.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>Two days are left then: as long the API server may be unreachable without harm.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromDays(5);

    private ImmutableArray<string> hosts = [];
    private X509Certificate2? next;
    private DateTimeOffset? nextTrustedSince;
    private volatile X509Certificate2? serving;

    public X509Certificate2? Serving => serving;

    /// <summary>What API servers must trust.</summary>
    public IReadOnlyList<X509Certificate2> All => [.. new[] { serving, next }.OfType<X509Certificate2>()];

    /// <summary>Makes a new certificate when there is none, when the names are others, or when it is time.</summary>
    public void Renew(string replica, ImmutableArray<string> names, DateTimeOffset now)
    {
        var isOld = serving is not null && now.UtcDateTime - serving.NotBefore.ToUniversalTime() >= RenewAfter;
        if (!names.SequenceEqual(hosts) || (next is null && (serving is null || isOld)))
        {
            (hosts, nextTrustedSince) = (names, null);
            next = ServingCertificate.Create(replica, names, now);
        }
    }

    /// <summary>Everything of <see cref="All"/> is in the webhook configuration.</summary>
    /// <returns>True when a new certificate is served from now on.</returns>
    public bool Published(DateTimeOffset now)
    {
        nextTrustedSince ??= now;
        if (next is null || (serving is not null && now - nextTrustedSince < Overlap))
        {
            return false;
        }

        (serving, next, nextTrustedSince) = (next, null, null);
        return true;
    }
}
