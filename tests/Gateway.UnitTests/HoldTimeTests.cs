using InferenceEndpoints.Gateway.Waking;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class HoldTimeTests
{
    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData(null, 30, 30)]
    [InlineData("10", 30, 10)]
    [InlineData("0", 30, 0)]
    [InlineData("600", 0, 600)]
    [InlineData("601", 0, 600)]
    [InlineData("2147483647", 0, 600)]
    [InlineData(null, 900, 600)]
    [InlineData("-1", 30, 30)]
    [InlineData("1.5", 30, 30)]
    [InlineData("soon", 0, 0)]
    [InlineData("99999999999", 30, 30)]
    public void The_caller_says_how_long_else_the_endpoint_and_never_longer_than_the_gateway_lets_it(string? header, int ofEndpoint, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), HoldTime.Of(header, TimeSpan.FromSeconds(ofEndpoint), TimeSpan.FromMinutes(10)));
}
