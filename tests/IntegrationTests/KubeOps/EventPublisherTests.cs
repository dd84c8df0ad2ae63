using System.Net;
using k8s.Models;
using KubeOps.Abstractions.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests.KubeOps;

[Collection(UsesApiServer.Name)]
public sealed class EventPublisherTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"events-{Guid.NewGuid():N}";
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first
    private TestOperator started = null!;
    private V1ConfigMap entity = null!;

    private EventPublisher Publish => started.Services.GetRequiredService<EventPublisher>();

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(ns);
        proxy = await FaultProxy.StartAsync(server.CreateHttpClient());
        started = await TestOperator.StartAsync(proxy.Address, ns, new Script());
        entity = await server.Client.CreateAsync(new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = "subject", NamespaceProperty = ns },
        });
    }

    public async Task DisposeAsync()
    {
        await started.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task An_event_says_what_happened_to_whom()
    {
        await Publish(entity, "Pulled", "The image is here", EventType.Warning);

        var written = await SingleEventAsync();
        Assert.Equal(("Pulled", "The image is here", "Warning", 1), (written.Reason, written.Message, written.Type, written.Count));
        var involved = written.InvolvedObject!;
        Assert.Equal(
            ("ConfigMap", "subject", ns, entity.Metadata.Uid),
            (involved.Kind, involved.Name, involved.NamespaceProperty, involved.Uid));
        Assert.Equal("test-operator", written.Source!.Component);
    }

    [Fact]
    public async Task Repeats_are_counted_in_one_event()
    {
        for (var i = 0; i < 5; i++)
        {
            await Publish(entity, "Failed", "again");
        }

        await Eventually.EqualAsync(5, async () => (await EventsAsync()).Sum(written => written.Count ?? 0));
        await SingleEventAsync();
    }

    [Fact]
    public async Task A_repeat_after_the_event_has_expired_is_a_new_event()
    {
        await Publish(entity, "Failed", "again");
        await server.Client.DeleteAsync(await SingleEventAsync());

        await Publish(entity, "Failed", "again");

        Assert.Equal(1, (await SingleEventAsync()).Count);
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_fails_nobody_and_holds_up_nothing()
    {
        proxy.Spoil(
            request => HttpMethods.IsPost(request.Method), new Fault.Answer(HttpStatusCode.InternalServerError, "InternalError"));

        await Publish(entity, "Lost", "nobody hears this");
        await Publish(entity, "Written", "but this");

        Assert.Equal("Written", (await SingleEventAsync()).Reason);
    }

    [Fact]
    public async Task What_was_published_is_written_before_the_operator_ends()
    {
        for (var i = 0; i < 20; i++)
        {
            await Publish(entity, "Stopping", $"message {i}");
        }

        await started.StopAsync();

        Assert.Equal(20, (await EventsAsync()).Count);
    }

    private async Task<Corev1Event> SingleEventAsync()
    {
        await Eventually.EqualAsync(1, async () => (await EventsAsync()).Count);
        return Assert.Single(await EventsAsync());
    }

    private Task<IList<Corev1Event>> EventsAsync() => server.Client.ListAsync<Corev1Event>(ns);
}
