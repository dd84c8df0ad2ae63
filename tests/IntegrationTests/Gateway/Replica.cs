using System.Globalization;
using System.Net;
using System.Text;
using InferenceEndpoints.Entities;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationTests.Gateway;

/// <summary>A model server that does what a test says, and the pod that it runs in.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly WebApplication server;

    private Replica(WebApplication server) => this.server = server;

    public int Port => new Uri(server.Urls.Single()).Port;

    public V1Pod Pod => PodAt(Port);

    public static async Task<Replica> StartAsync(RequestDelegate handler, IPAddress? address = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Listen(address ?? IPAddress.Loopback, port);
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(handler);
        await app.StartAsync();
        return new Replica(app);
    }

    /// <summary>A ready pod with a server on this machine.</summary>
    public static V1Pod PodAt(int port, bool isReady = true) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"pod-{port}", NamespaceProperty = GatewayUnderTest.Team, Uid = port.ToString(CultureInfo.InvariantCulture) },
        Spec = new V1PodSpec
        {
            Containers = [new V1Container { Name = ContainerNames.Model, Ports = [new V1ContainerPort { Name = "http", ContainerPort = port }] }],
        },
        Status = new V1PodStatus
        {
            PodIP = "127.0.0.1",
            Conditions = [new V1PodCondition { Type = "Ready", Status = isReady ? "True" : "False" }],
        },
    };

    public async ValueTask DisposeAsync() => await server.DisposeAsync();
}
