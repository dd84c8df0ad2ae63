using InferenceEndpoints.Informers.Hosting;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Informers;

public static class InformerServiceCollectionExtensions
{
    /// <summary>
    /// One <see cref="IInformer{T}"/> for the process, run by the host. Further calls for the same kind share it and may add to its options, such
    /// as indexes, but must select the same objects. Needs an <see cref="IKubernetes"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">An informer of the kind that selects other objects is registered already.</exception>
    public static IServiceCollection AddInformer<T>(this IServiceCollection services, Action<InformerOptions<T>>? configure = null)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(InformerOptions<T>))?.ImplementationInstance
            is InformerOptions<T> shared)
        {
            var before = Selection(shared);
            configure?.Invoke(shared);
            return Selection(shared) == before
                ? services
                : throw new InvalidOperationException($"The informer of {typeof(T).Name} is shared, and selects {before}.");
        }

        var options = new InformerOptions<T>();
        configure?.Invoke(options);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IInformerMetrics, NoInformerMetrics>();
        services.AddSingleton<IInformer<T>>(Create<T>);
        services.AddSingleton<IInformer>(provider => provider.GetRequiredService<IInformer<T>>());
        services.AddHostedService<InformerService>();
        return services;
    }

    private static IInformer<T> Create<T>(IServiceProvider provider)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var options = provider.GetRequiredService<InformerOptions<T>>();
        var client = provider.GetRequiredService<IKubernetes>();
        var clock = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<IInformerMetrics>();
        var logger = provider.GetRequiredService<ILogger<Informer<T>>>();
        return options.Namespaces.Count > 1
            ? new NamespacesInformer<T>(options, client, clock, metrics, logger)
            : new Informer<T>(options, options.Namespaces.SingleOrDefault(), client, clock, metrics, logger);
    }

    private static (ResourceKind Kind, string Namespaces, string? Labels, string? Fields) Selection<T>(InformerOptions<T> options)
        where T : IKubernetesObject<V1ObjectMeta> =>
        (options.Kind ?? ResourceKind.Of<T>(), string.Join(',', options.Namespaces), options.LabelSelector, options.FieldSelector);
}
