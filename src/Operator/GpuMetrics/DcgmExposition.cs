using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>What NVIDIA's dcgm-exporter tells of the use of GPUs.</summary>
internal static class DcgmExposition
{
    /// <summary>In percent. Of MIG instances DCGM does not know it: it is absent or 0.</summary>
    private const string Utilization = "DCGM_FI_DEV_GPU_UTIL";

    /// <summary>The share of the time in which the graphics or compute engine was active, 0 to 1; of MIG instances, too.</summary>
    private const string EngineActive = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";

    private const string MigInstance = "GPU_I_ID";

    private static readonly string[] Metrics = [Utilization, EngineActive];

    // An exporter has labels of its own pod where somebody relabels it as Prometheus does; pod_name was the word of its early versions.
    private static readonly (string Namespace, string Name)[] PodLabels =
        [("exported_namespace", "exported_pod"), ("namespace", "pod"), ("pod_namespace", "pod_name")];

    /// <summary>Percent, the mean over the GPUs of each pod. GPUs that no pod has are not in it.</summary>
    public static Dictionary<NamespacedName, double> UtilizationByPod(ReadOnlySpan<char> exposition) => PrometheusText.Read(exposition, Metrics)
        .Select(sample => (Pod: PodOf(sample), sample.Metric, Percent: PercentOf(sample)))
        .Where(reading => reading is { Pod: not null, Percent: >= 0 and <= 100 })
        .GroupBy(reading => reading.Pod!.Value)
        .ToDictionary(
            readings => readings.Key,
            readings => (readings.Where(reading => reading.Metric == Utilization) is var known && known.Any() ? known : readings).Average(reading => reading.Percent!.Value));

    private static NamespacedName? PodOf(PrometheusSample sample) => PodLabels
        .Select(label => (Namespace: sample.Labels.GetValueOrDefault(label.Namespace), Name: sample.Labels.GetValueOrDefault(label.Name)))
        .Where(pod => !string.IsNullOrEmpty(pod.Namespace) && !string.IsNullOrEmpty(pod.Name))
        .Select(pod => (NamespacedName?)new NamespacedName(pod.Namespace!, pod.Name!))
        .FirstOrDefault();

    private static double? PercentOf(PrometheusSample sample) => sample.Metric switch
    {
        EngineActive => sample.Value * 100,
        _ when sample.Labels.ContainsKey(MigInstance) => null,
        _ => sample.Value,
    };
}
