using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.UnitTests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Tls:CertificatePath", "/tls/tls.crt", "Gateway:Tls:CertificatePath and Gateway:Tls:KeyPath belong together: set both, or neither")]
    [InlineData("Tls:KeyPath", "/tls/tls.key", "Gateway:Tls:CertificatePath and Gateway:Tls:KeyPath belong together: set both, or neither")]
    [InlineData("Tls:ReloadInterval", "0", "Gateway:Tls:ReloadInterval must be between 100 ms and 1 hour")]
    [InlineData("Cache:MaxBytes", "-1", "Gateway:Cache:MaxBytes must be 0 (no cache) or more")]
    [InlineData("MaxRequestLineBytes", "1", "Gateway:MaxRequestLineBytes must be between 256 and 65536")]
    [InlineData("MaxRequestHeaders", "1", "Gateway:MaxRequestHeaders must be between 10 and 1000")]
    [InlineData("MaxStreamsPerConnection", "0", "Gateway:MaxStreamsPerConnection must be between 1 and 10000")]
    [InlineData("MaxConnections", "0", "Gateway:MaxConnections must be 1 or more")]
    [InlineData("KeepAliveTimeout", "0", "Gateway:KeepAliveTimeout must be between 100 ms and 24 hours")]
    [InlineData("RequestHeadersTimeout", "0", "Gateway:RequestHeadersTimeout must be between 100 ms and 1 hour")]
    public void A_wrong_setting_is_told_with_its_name_and_what_it_may_be(string key, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Gateway:{key}", value)]).Build();

        var error = Assert.Throws<OptionsValidationException>(() => Settings.Read<GatewayOptions>(configuration, "Gateway"));

        Assert.Equal(message, Assert.Single(error.Failures));
    }
}
