using InferenceEndpoints.Entities;
using InferenceEndpoints.Hosting;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Settings;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Observed;

internal static class CacheServices
{
    /// <summary>One informer for each kind of child, limited to what carries our label.</summary>
    public static void AddChildCaches(this IServiceCollection services, OperatorOptions options, ClusterCapabilities cluster)
    {
        services.AddChildInformer<V1Deployment>(options);
        services.AddChildInformer<V1ReplicaSet>(options);
        services.AddChildInformer<V1Pod>(options);
        services.AddChildInformer<V1Service>(options);
        services.AddChildInformer<V1NetworkPolicy>(options);
        services.AddChildInformer<V1PersistentVolumeClaim>(options);
        services.AddChildInformer<V1ControllerRevision>(options);
        services.AddChildInformer<V1PodDisruptionBudget>(
            options, new ResourceKind(V1PodDisruptionBudget.KubeGroup, cluster.PolicyVersion, V1PodDisruptionBudget.KubePluralName));
        services.AddChildInformer<V2HorizontalPodAutoscaler>(
            options, new ResourceKind(V2HorizontalPodAutoscaler.KubeGroup, cluster.AutoscalingVersion, V2HorizontalPodAutoscaler.KubePluralName));
        services.AddInformer<InstanceType>(informer => informer.Transform = WithoutBookkeeping);
        services.AddInformer<InferenceEndpoint>(informer => informer.Transform = WithoutBookkeeping);
        services.AddSingleton<ChildCaches>();
        services.AddSingleton<CatalogueCache>();
        services.AddSingleton<ExistingClaims>();
    }

    private static void AddChildInformer<T>(this IServiceCollection services, OperatorOptions options, ResourceKind? kind = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        services.AddInformer<T>(informer =>
        {
            informer.Kind = kind;
            informer.Namespaces = NamespaceList.Parse(options.Namespace);
            informer.LabelSelector = ChildLabels.Children;
            informer.Indexes[EndpointChildren.ByEndpoint] = child => EndpointChildren.IndexKeys(child);
            informer.Transform = WithoutBookkeeping;
        });

    // Managed fields are as large as the object itself, and nothing here reads them. Of the script in each of the pods one copy is enough.
    private static T WithoutBookkeeping<T>(T cached)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        cached.Metadata.ManagedFields = null;
        foreach (var container in PodSpec(cached)?.InitContainers ?? [])
        {
            if (container.Command is { IsReadOnly: false } command && command.IndexOf(DownloadContainer.Script) is >= 0 and var index)
            {
                command[index] = DownloadContainer.Script;
            }
        }

        return cached;
    }

    private static V1PodSpec? PodSpec(object cached) => cached switch
    {
        V1Deployment deployment => deployment.Spec?.Template?.Spec,
        V1ReplicaSet replicas => replicas.Spec?.Template?.Spec,
        V1Pod pod => pod.Spec,
        _ => null,
    };
}
