using System.Reflection;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Entities.Attributes;
using KubeOps.Abstractions.Events;
using KubeOps.Abstractions.Reconciliation.Controller;
using KubeOps.Abstractions.Reconciliation.Finalizer;
using KubeOps.Abstractions.Reconciliation.Queue;
using KubeOps.KubernetesClient;
using KubeOps.Operator.Controllers;
using KubeOps.Operator.Events;
using KubeOps.Operator.Finalizers;
using KubeOps.Operator.LeaderElection;
using KubeOps.Operator.Metrics;
using KubeOps.Operator.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeOps.Operator.Builder;

/// <remarks>
/// The order of the hosted services matters, for the host stops them in reverse: first the controllers, then their informers, then the lease
/// is given back, and the last Events are written.
/// </remarks>
internal sealed class OperatorBuilder : IOperatorBuilder
{
    public OperatorBuilder(IServiceCollection services, OperatorSettings settings)
    {
        Services = services;
        Settings = settings;
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => KubernetesClientConfiguration.BuildDefaultConfig());
        services.TryAddSingleton<IKubernetes>(provider => new Kubernetes(provider.GetRequiredService<KubernetesClientConfiguration>()));
        services.TryAddSingleton<IKubernetesClient, KubernetesClient.KubernetesClient>();
        services.TryAddSingleton<IControllerMetrics, NoControllerMetrics>();
        AddEvents(services);
        AddLeadership(services, settings.LeaderElectionType);
    }

    public IServiceCollection Services { get; }

    public OperatorSettings Settings { get; }

    public IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        if (Services.Any(service => service.ServiceType == typeof(IEntityController<TEntity>)))
        {
            throw new InvalidOperationException($"{typeof(TEntity).Name} has a controller already.");
        }

        Services.AddInformer<TEntity>(options =>
        {
            if (Settings.Namespace is { } ns && IsNamespaced<TEntity>())
            {
                options.Namespaces = [ns];
            }
        });
        Services.AddScoped<IEntityController<TEntity>, TImplementation>();
        Services.AddSingleton<ControllerQueue<TEntity>>();
        Services.TryAddSingleton<IUrgency<TEntity>, NothingIsUrgent<TEntity>>();
        Services.AddSingleton<EntityQueue<TEntity>>(QueueOf<TEntity>);
        Services.AddSingleton<EntityFinalizers<TEntity>>();
        Services.AddSingleton<EntityReconciler<TEntity>>();
        Services.AddHostedService<ControllerHost<TEntity>>();
        return this;
    }

    public IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        Services.AddKeyedTransient<IEntityFinalizer<TEntity>, TImplementation>(identifier);
        Services.AddSingleton(new FinalizerRegistration<TEntity>(identifier));
        return this;
    }

    private static bool IsNamespaced<TEntity>() =>
        typeof(TEntity).GetCustomAttribute<EntityScopeAttribute>()?.Scope is null or EntityScope.Namespaced;

    private static EntityQueue<TEntity> QueueOf<TEntity>(IServiceProvider provider)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var queue = provider.GetRequiredService<ControllerQueue<TEntity>>().Keys;
        return (entity, _, _, queueIn, _, _) => Task.FromResult(queue.Add(NamespacedName.Of(entity), queueIn));
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<EventRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton<EventPublisher>(provider => provider.GetRequiredService<EventRecorder>().PublishAsync);
    }

    private static void AddLeadership(IServiceCollection services, LeaderElectionType type)
    {
        if (type == LeaderElectionType.None)
        {
            services.AddSingleton<ILeadership, AlwaysLeader>();
            return;
        }

        services.AddSingleton<LeaderElectionService>();
        services.AddSingleton<ILeadership>(provider => provider.GetRequiredService<LeaderElectionService>());
        services.AddHostedService(provider => provider.GetRequiredService<LeaderElectionService>());
    }
}
