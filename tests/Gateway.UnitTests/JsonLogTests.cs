using InferenceEndpoints.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

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

    [Fact]
    public async Task Nothing_waits_for_who_reads_the_log()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.LogAsJson();
        await using var app = builder.Build();

        Assert.Equal(ConsoleLoggerQueueFullMode.DropWrite, app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.QueueFullMode);
    }
}
