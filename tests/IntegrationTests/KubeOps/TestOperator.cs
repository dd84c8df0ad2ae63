using System.Collections.Concurrent;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using KubeOps.Abstractions.Reconciliation.Finalizer;
using KubeOps.Operator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IntegrationTests.KubeOps;

/// <summary>An operator that reconciles the config maps of one namespace, in a host of its own.</summary>
internal sealed class TestOperator(IHost host) : IAsyncDisposable
{
    public const int Workers = 4;

    public IServiceProvider Services => host.Services;

    public IInformer<V1ConfigMap> Cache => Services.GetRequiredService<IInformer<V1ConfigMap>>();

    /// <param name="address">Of the API server, or of a proxy in front of it.</param>
    /// <param name="ns">What it watches, and where its lease is.</param>
    /// <param name="script">What its controller does.</param>
    /// <param name="configure">More about the operator.</param>
    /// <param name="leaderElection">None unless told.</param>
    public static async Task<TestOperator> StartAsync(
        string address, string ns, Script script, Action<IOperatorBuilder>? configure = null, LeaderElectionType leaderElection = default)
    {
        var configuration = new KubernetesClientConfiguration { Host = address, Namespace = ns };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(script).AddSingleton(configuration);
        builder.Services.AddInformer<V1ConfigMap>(options =>
        {
            options.Namespaces = [ns];
            options.FieldSelector = "metadata.name!=kube-root-ca.crt"; // the controller manager's, if one runs
        });
        var kubeOps = builder.Services.AddKubernetesOperator(settings =>
        {
            settings.Name = "test-operator";
            settings.Namespace = ns;
            settings.ParallelReconciliation.MaxParallelReconciliations = Workers;
            settings.LeaderElectionType = leaderElection;
            settings.LeaderElectionLeaseDuration = TimeSpan.FromSeconds(3);
            settings.LeaderElectionRenewDeadline = TimeSpan.FromSeconds(2);
            settings.LeaderElectionRetryPeriod = TimeSpan.FromMilliseconds(300);
        });
        kubeOps.AddController<ScriptedController, V1ConfigMap>();
        configure?.Invoke(kubeOps);
        var host = builder.Build();
        await host.StartAsync();
        return new TestOperator(host);
    }

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}

/// <summary>What a controller does, and what it was asked to do.</summary>
internal sealed class Script
{
    public Func<V1ConfigMap, CancellationToken, Task<ReconciliationResult<V1ConfigMap>>> Reconcile { get; set; } =
        static (map, _) => Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(map));

    public Func<V1ConfigMap, ReconciliationResult<V1ConfigMap>> Finalize { get; set; } =
        static map => ReconciliationResult<V1ConfigMap>.Success(map);

    /// <summary>In order: <c>reconcile a@12</c>, <c>delete a</c>, <c>finalize a</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public int Count(string call) => Calls.Count(seen => seen.StartsWith(call, StringComparison.Ordinal));
}

internal sealed class ScriptedController(Script script) : IEntityController<V1ConfigMap>
{
    public Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        script.Calls.Enqueue($"reconcile {entity.Metadata.Name}@{entity.Metadata.ResourceVersion}");
        return script.Reconcile(entity, cancellationToken);
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        script.Calls.Enqueue($"delete {entity.Metadata.Name}");
        return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }
}

internal sealed class ScriptedFinalizer(Script script) : IEntityFinalizer<V1ConfigMap>
{
    public Task<ReconciliationResult<V1ConfigMap>> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        script.Calls.Enqueue($"finalize {entity.Metadata.Name}");
        return Task.FromResult(script.Finalize(entity));
    }
}
