using InferenceEndpoints.Gateway.Cors;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class OriginsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(true, "*")]
    [InlineData(true, "https://app.example.com", "http://localhost:3000", "https://*.example.com")]
    [InlineData(false, "https://app.example.com/")]
    [InlineData(false, "https://app.example.com/path")]
    [InlineData(false, "app.example.com")]
    [InlineData(false, "ftp://app.example.com")]
    [InlineData(false, "https://app.example.com", "")]
    [InlineData(false, "**")]
    public void An_origin_that_no_browser_would_send_stops_the_gateway_at_its_start(bool isValid, params string[] origins) =>
        Assert.Equal(isValid, new OriginsAttribute().IsValid(origins));
}
