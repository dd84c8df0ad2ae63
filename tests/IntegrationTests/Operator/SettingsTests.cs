using Cluster;

namespace IntegrationTests.Operator;

/// <summary>What a person sees who made a mistake in the settings.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task Wrong_settings_of_the_operator_are_a_line_each_and_the_exit_code_2()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var process = OperatorProcess.Start("/dev/null", port: 0, [new("Operator__Url__Scheme", "ftp")]);

        Assert.Equal(2, await process.WaitForExitAsync(deadline.Token));
        Assert.Equal(["Operator:Port must be between 1 and 65535", "Operator:Url:Scheme must be http or https"], process.Log);
    }

    [Fact]
    public async Task Wrong_settings_of_the_gateway_are_a_line_each_and_the_exit_code_2()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var process = GatewayProcess.Start("/dev/null", firstPort: 20_000, new("Gateway__MaxAttempts", "0"), new("Gateway__MaxRequestBodyBytes", "0"));

        Assert.Equal(2, await process.WaitForExitAsync(deadline.Token));
        Assert.Equal(["Gateway:MaxAttempts must be between 1 and 16", "Gateway:MaxRequestBodyBytes must be 1 or more"], process.Log);
    }
}
