using Microsoft.Extensions.Hosting;

namespace InferenceEndpoints.Informers.Hosting;

/// <summary>Runs all informers from the start of the process to its end.</summary>
internal sealed class InformerService(IEnumerable<IInformer> informers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(informers.Cast<IRunnableInformer>().Select(informer => RunAsync(informer, stoppingToken)));

    private static async Task RunAsync(IRunnableInformer informer, CancellationToken stoppingToken)
    {
        try
        {
            await informer.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The only way in which an informer ends.
        }
    }
}
