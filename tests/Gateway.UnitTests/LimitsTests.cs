using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class LimitsTests
{
    [Theory]
    [InlineData(32 * 1024, 128 * 1024)]
    [InlineData(1024 * 1024, 1024 * 1024)]
    public void Who_waits_has_sent_no_more_than_a_little_and_never_less_than_its_headers(int headerBytes, long expected)
    {
        var kestrel = new KestrelServerOptions();

        Limits.Apply(kestrel, new GatewayOptions { MaxRequestHeaderBytes = headerBytes });

        Assert.Equal(expected, kestrel.Limits.MaxRequestBufferSize);
    }
}
