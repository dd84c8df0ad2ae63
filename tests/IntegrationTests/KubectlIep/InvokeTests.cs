using InferenceEndpoints.Entities;
using IntegrationTests.Gateway;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.KubectlIep;

[Collection(UsesApiServer.Name)]
public sealed class InvokeTests(ApiServer server)
{
    [Fact]
    public async Task A_key_is_made_and_lets_a_prompt_through_the_gateway_whose_answer_is_printed_as_it_streams_until_the_key_is_revoked()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, GatewayUnderTest.Team);
        await plugin.CreateEndpointAsync("gpt2");
        var isSeen = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Deep\"}}]}\n\n");
            await isSeen.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\" Learning\"}}]}\n\ndata: [DONE]\n\n");
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);
        string[] invoke = ["invoke", "gpt2", "@me: what?", "--stream", "--gateway", gateway.Public.ToString()];

        var created = await plugin.RunAsync("keys", "create", "ci", "--owner", "ann", "--expires", "90d");
        var key = created.Output.TrimEnd();
        gateway.AddKey(key);
        var stored = (await plugin.Client.GetAsync<EndpointKey>("ci", plugin.Namespace, plugin.Deadline))!;
        Assert.Equal(("ann", InferenceEndpoints.Keys.ApiKey.Sha256(key)), (stored.Spec.Owner, stored.Spec.Sha256));
        Assert.Contains("ci     ann", (await plugin.RunAsync("keys", "list")).Output, StringComparison.Ordinal);

        await using var output = new SharedWriter();
        var invoked = plugin.RunAsync(output, [.. invoke, "--key", key]);
        await Eventually.EqualAsync("Deep", () => output.ToString());
        isSeen.SetResult();
        Assert.Equal(new Outcome(0, "Deep Learning\n", ""), await invoked);

        Assert.Equal(0, (await plugin.RunAsync("keys", "revoke", "ci")).ExitCode);
        Assert.Null(await plugin.Client.GetAsync<EndpointKey>("ci", plugin.Namespace, plugin.Deadline));
        gateway.RemoveKey(key);
        var refused = await plugin.RunAsync([.. invoke, "--key", key]);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("error: the answer is 401: UNAUTHORIZED; give a key with --key", refused.Error, StringComparison.Ordinal);
    }
}
