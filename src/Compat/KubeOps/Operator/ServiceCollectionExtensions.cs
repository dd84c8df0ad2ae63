using KubeOps.Abstractions.Builder;
using KubeOps.Operator.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KubeOps.Operator;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// The API client, Events and leader election; controllers are added to what it returns. Call it before adding hosted services that must
    /// outlive the controllers' last reconcile.
    /// </summary>
    public static IOperatorBuilder AddKubernetesOperator(
        this IServiceCollection services, Action<OperatorSettingsBuilder>? configure = null)
    {
        var settings = new OperatorSettingsBuilder();
        configure?.Invoke(settings);
        return new OperatorBuilder(services, settings.Build());
    }
}
