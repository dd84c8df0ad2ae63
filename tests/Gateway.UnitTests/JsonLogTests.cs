using InferenceEndpoints.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.UnitTests;

public sealed class JsonLogTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", true, "--Logging:LogLevel:Microsoft.AspNetCore=Information")]
    [InlineData("Microsoft.Hosting.Lifetime", true)]
    [InlineData("InferenceEndpoints.Gateway", true)]
    public async Task Requests_such_as_probes_are_not_logged_unless_asked_for(string category, bool expected, params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.LogAsJson();
        await using var app = builder.Build();

        Assert.Equal(expected, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(LogLevel.Information));
    }
}
