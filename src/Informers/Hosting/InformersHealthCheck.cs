using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceEndpoints.Informers.Hosting;

/// <summary>Ready when every cache has been complete once. Names those that have not.</summary>
public sealed class InformersHealthCheck(IEnumerable<IInformer> informers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = string.Join(", ", informers.Where(informer => !informer.HasSynced).Select(informer => informer.Kind));
        return Task.FromResult(waiting.Length == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, $"Not synced yet: {waiting}"));
    }
}
