using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.TextGeneration;
using InferenceEndpoints.Hosting;
using InferenceEndpoints.Informers;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Gateway.Routing;

internal static class RoutingServices
{
    public static void AddGatewayRouting(this IServiceCollection services)
    {
        services.AddSingleton<RoutingTable>();
        services.AddSingleton<RootAdapter>();
        services.AddSingleton<RequestPipeline>();
    }

    /// <summary>What the gateway knows of the cluster, and the service that makes routes of it.</summary>
    public static void AddClusterCaches(this IServiceCollection services, GatewayOptions options)
    {
        services.AddCache<InferenceEndpoint>(options);
        services.AddCache<EndpointKey>(options);
        services.AddCache<V1Pod>(options, pods =>
        {
            pods.LabelSelector = Labels.OfEndpoints;
            pods.Indexes[ClusterWatch.ByEndpoint] = ClusterWatch.IndexKeys;
        });
        services.AddHostedService<ClusterWatch>();
    }

    private static void AddCache<T>(this IServiceCollection services, GatewayOptions options, Action<InformerOptions<T>>? configure = null)
        where T : IKubernetesObject<V1ObjectMeta> =>
        services.AddInformer<T>(informer =>
        {
            informer.Namespaces = NamespaceList.Parse(options.Namespace);
            informer.Transform = WithoutBookkeeping;
            configure?.Invoke(informer);
        });

    // Managed fields are as large as the object itself, and nothing here reads them.
    private static T WithoutBookkeeping<T>(T cached)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        cached.Metadata.ManagedFields = null;
        return cached;
    }
}
