using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using InferenceEndpoints.Operator.MetricsApi;

using k8s.Models;

using Microsoft.AspNetCore.Http;

namespace InferenceEndpoints.Operator.UnitTests.MetricsApi;

public sealed class FrontProxyTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 authority = CreateAuthority();

    [Fact]
    public void The_API_servers_certificate_lets_it_speak_for_others()
    {
        using var certificate = Create("front-proxy-client");

        var proxy = FrontProxy.Read(Map());
        Assert.True(proxy.Trusts(certificate));

        var user = proxy.UserOf(Headers());

        Assert.Equal("ann", user!.Username);
        Assert.Equal(["team-a", "team-b"], user.Groups);
        Assert.Equal(["s 1"], user.Extra!["example.com/scopes"]);
    }

    [Fact]
    public void Without_a_user_or_an_authority_nobody_is_spoken_for()
    {
        using var certificate = Create("front-proxy-client");

        Assert.Null(FrontProxy.Read(Map()).UserOf(new HeaderDictionary()));
        Assert.False(FrontProxy.None.Trusts(certificate));
        Assert.Null(FrontProxy.None.UserOf(Headers()));
        Assert.False(FrontProxy.Read(new V1ConfigMap()).Trusts(certificate));
    }

    [Fact]
    public void A_certificate_of_the_same_authority_with_another_name_counts_only_when_all_names_do()
    {
        using var certificate = Create("kubelet");

        Assert.False(FrontProxy.Read(Map()).Trusts(certificate));
        Assert.True(FrontProxy.Read(Map(names: "[]")).Trusts(certificate));
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", 1)] // it may serve, and not ask
    [InlineData("1.3.6.1.5.5.7.3.2", -1)] // expired
    public void A_certificate_that_is_not_for_this_or_not_for_now_does_not_count(string use, int hours)
    {
        using var certificate = Create("front-proxy-client", use, hours);

        Assert.False(FrontProxy.Read(Map()).Trusts(certificate));
    }

    public void Dispose() => authority.Dispose();

    private static HeaderDictionary Headers() => new()
    {
        ["X-Remote-User"] = "ann",
        ["X-Remote-Group"] = new(["team-a", "team-b"]),
        ["X-Remote-Extra-Example.com%2fscopes"] = "s 1",
    };

    private V1ConfigMap Map(string names = "[\"front-proxy-client\"]") => new()
    {
        Data = new Dictionary<string, string>
        {
            ["requestheader-client-ca-file"] = authority.ExportCertificatePem(),
            ["requestheader-allowed-names"] = names,
            ["requestheader-username-headers"] = "[\"X-Remote-User\"]",
            ["requestheader-group-headers"] = "[\"X-Remote-Group\"]",
            ["requestheader-extra-headers-prefix"] = "[\"X-Remote-Extra-\"]",
        },
    };

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=an authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private X509Certificate2 Create(string name, string use = "1.3.6.1.5.5.7.3.2", int hours = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        return request.Create(authority, Now.AddHours(-2), Now.AddHours(hours), [1, 2, 3]);
    }
}
