using InferenceEndpoints.Entities;
using InferenceEndpoints.Hosting;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Applying;
using InferenceEndpoints.Operator.Capacity;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Downloads;
using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Settings;

using KubeOps.Abstractions.Builder;
using KubeOps.Operator;
using KubeOps.Operator.Queue;

namespace InferenceEndpoints.Operator.Controllers;

internal static class ControllerServices
{
    public static void AddEndpointControllers(this IServiceCollection services, OperatorOptions options)
    {
        services.AddInformer<InferenceEndpoint>(informer =>
        {
            informer.Namespaces = NamespaceList.Parse(options.Namespace);
            LimitLedger.AddIndexes(informer);
        });
        services.AddSingleton<IUrgency<InferenceEndpoint>, WakesFirst>();
        services.AddKubernetesOperator(settings =>
        {
            settings.Name = ChildLabels.Operator;
            settings.LeaderElectionType = options.LeaderElection ? LeaderElectionType.Single : LeaderElectionType.None;
            settings.ParallelReconciliation.MaxParallelReconciliations = options.MaxParallelReconciles;
        }).AddController<InferenceEndpointController, InferenceEndpoint>().AddController<InstanceTypeController, InstanceType>();
        services.AddSingleton<DesiredObjects>();
        services.AddSingleton<EndpointPlanner>();
        services.AddSingleton<SettledEndpoints>();
        services.AddSingleton<ChangeApplier>();
        services.AddSingleton<StatusWriter>();
        services.AddSingleton<GoingEndpoints>();
        services.AddSingleton<LimitLedger>();
        services.AddSingleton<MarkWriter>();
        services.AddSingleton<GatewayReader>();
        services.AddSingleton<ActivityRounds>();
        services.AddSingleton<RoundOutcome>();
        services.AddHostedService<ActivityMonitor>();
        services.AddSingleton<DownloadReader>();
        services.AddSingleton<DownloadMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<DownloadMonitor>());
        services.AddSingleton<AcceleratorReader>();
        services.AddSingleton<AcceleratorMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<AcceleratorMonitor>());
        services.AddHostedService<ChildWatches>();
    }
}
