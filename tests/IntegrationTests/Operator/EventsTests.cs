using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>What the operator tells about an endpoint's states.</summary>
[Collection(UsesApiServer.Name)]
public sealed class EventsTests(ApiServer server)
{
    [Fact]
    public async Task An_annotation_that_is_not_a_time_is_told_in_the_status_and_not_in_every_event()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "events");
        await product.CreateEndpointAsync("gpt2");
        await product.KubectlAsync("-n", product.Namespace, "annotate", "iep", "gpt2", $"{Annotations.Wake}=tomorrow");
        await product.StatusAsync("gpt2", "told of its annotation", status => status.Message?.Contains("'tomorrow' is not a time", StringComparison.Ordinal) == true);
        await product.KubectlAsync("-n", product.Namespace, "patch", "iep", "gpt2", "--type=merge", "-p", """{"spec":{"paused":true}}""");
        await product.StateAsync("gpt2", "paused");

        var told = await Cluster.Eventually.GetAsync(
            "there is an Event", token => product.Client.ListAsync<Corev1Event>(product.Namespace, cancellationToken: token), events => events.Count > 0, product.Deadline);

        Assert.Equal(("Paused", "Endpoint is paused; set spec.paused to false to resume it"), (told.Single().Reason, told.Single().Message));
        Assert.Contains(product.Log, line => line.Contains("State pending -\\u003E paused", StringComparison.Ordinal));
    }
}
