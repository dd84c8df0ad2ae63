using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using InferenceEndpoints.Operator.Certificates;

namespace InferenceEndpoints.Operator.UnitTests.Certificates;

public sealed class CertificateTests
{
    private const string Name = "pod-a:9443";

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<string> Hosts = ["webhook.inference-endpoints.svc", "127.0.0.1"];
    private static readonly X500DistinguishedName Replica = ServingCertificate.Subject(Name);

    private readonly ServingCertificates certificates = new();

    [Fact]
    public void A_certificate_is_good_for_the_names_of_the_webhook()
    {
        using var certificate = ServingCertificate.Create(Name, Hosts, Start);

        Assert.True(certificate.MatchesHostname("webhook.inference-endpoints.svc"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.False(certificate.MatchesHostname("other.inference-endpoints.svc"));
    }

    [Fact]
    public void The_first_certificate_is_served_as_soon_as_it_is_published()
    {
        certificates.Renew(Name, Hosts, Start);
        Assert.Null(certificates.Serving);

        Assert.True(certificates.Published(Start));
        Assert.Equal(certificates.All.Single(), certificates.Serving);
    }

    [Fact]
    public void A_new_certificate_is_trusted_for_a_while_before_it_is_served()
    {
        var first = Serve(Start);
        var renewal = Start + ServingCertificates.RenewAfter;

        certificates.Renew(Name, Hosts, renewal);
        Assert.Equal(2, certificates.All.Count);
        Assert.False(certificates.Published(renewal));
        Assert.Equal(first, certificates.Serving);

        var later = renewal + ServingCertificates.Overlap;
        certificates.Renew(Name, Hosts, later);
        Assert.True(certificates.Published(later));
        Assert.NotEqual(first, certificates.Serving);
        Assert.Equal(certificates.All.Single(), certificates.Serving);
    }

    [Fact]
    public void At_every_moment_of_two_months_the_served_certificate_is_valid_and_in_the_bundle()
    {
        byte[] bundle = [];
        var served = new HashSet<string>();
        for (var now = Start; now < Start.AddDays(60); now += TimeSpan.FromHours(6))
        {
            certificates.Renew(Name, Hosts, now);
            bundle = TrustBundle.With(bundle, Replica, certificates.All, now);
            certificates.Published(now);

            var serving = certificates.Serving!;
            Assert.InRange(now.UtcDateTime, serving.NotBefore.ToUniversalTime(), serving.NotAfter.ToUniversalTime());
            Assert.Contains(serving.Thumbprint, Thumbprints(bundle));
            Assert.InRange(Thumbprints(bundle).Count, 1, 2);
            served.Add(serving.Thumbprint);
        }

        Assert.InRange(served.Count, 60 / 5, 60 / 4);
    }

    [Fact]
    public void A_webhook_that_gets_another_name_gets_another_certificate()
    {
        Serve(Start);

        certificates.Renew(Name, ["other.svc"], Start);

        Assert.True(certificates.All[1].MatchesHostname("other.svc"));
    }

    [Fact]
    public void Nothing_changes_while_nothing_needs_to()
    {
        var first = Serve(Start);
        var bundle = TrustBundle.With(null, Replica, certificates.All, Start);
        var later = Start + ServingCertificates.RenewAfter - TimeSpan.FromMinutes(11);

        certificates.Renew(Name, Hosts, later);
        certificates.Published(later);

        Assert.Equal(first, certificates.Serving);
        Assert.Equal(bundle, TrustBundle.With(bundle, Replica, certificates.All, later));
    }

    [Fact]
    public void A_bundle_keeps_the_other_replicas_and_drops_what_has_expired_or_was_this_ones()
    {
        using var other = ServingCertificate.Create("pod-b:9443", Hosts, Start);
        using var gone = ServingCertificate.Create("pod-c:9443", Hosts, Start - ServingCertificate.Lifetime);
        using var crashed = ServingCertificate.Create(Name, Hosts, Start);
        using var own = ServingCertificate.Create(Name, Hosts, Start);
        var before = Bundle(other, gone, crashed);

        Assert.Equal([other.Thumbprint, own.Thumbprint], Thumbprints(TrustBundle.With(before, Replica, [own], Start)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing that is PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void A_bundle_that_nobody_can_read_is_replaced(string bundle)
    {
        using var own = ServingCertificate.Create(Name, Hosts, Start);

        Assert.Equal([own.Thumbprint], Thumbprints(TrustBundle.With(Encoding.ASCII.GetBytes(bundle), Replica, [own], Start)));
    }

    private X509Certificate2 Serve(DateTimeOffset now)
    {
        certificates.Renew(Name, Hosts, now);
        certificates.Published(now);
        return certificates.Serving!;
    }

    private static byte[] Bundle(params IEnumerable<X509Certificate2> all) =>
        Encoding.ASCII.GetBytes(string.Concat(all.Select(certificate => certificate.ExportCertificatePem() + "\n")));

    private static List<string> Thumbprints(byte[] bundle)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(Encoding.ASCII.GetString(bundle));
        return [.. all.Select(certificate => certificate.Thumbprint)];
    }
}
