using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>How busy GPUs are, by NVIDIA's dcgm-exporter: what <c>hardwareUsage</c> of endpoints on GPUs goes by. Part of the metrics API.</summary>
public sealed class GpuMetricsOptions
{
    /// <summary>Ask the exporters, while an endpoint scales by them. Default off: a cluster may have none.</summary>
    public bool Enabled { get; set; }

    /// <summary>The namespace of the exporters' pods. Default null: whichever it is.</summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// Labels of the exporters' pods; a pod that any of these selects is one. Default none, which means <c>app=nvidia-dcgm-exporter</c>, as
    /// NVIDIA's GPU operator installs it, and <c>app.kubernetes.io/name=dcgm-exporter</c>, as the exporter's own chart does.
    /// </summary>
    public IList<string> Selectors { get; } = [];

    /// <summary>TCP port of the exporters' <c>/metrics</c>. Default 9400.</summary>
    [Range(1, 65535, ErrorMessage = "Operator:GpuMetrics:Port must be between 1 and 65535")]
    public int Port { get; set; } = 9400;

    /// <summary>How often exporters are asked. Default 15 s: they look themselves every 30 s unless they are told otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Operator:GpuMetrics:Interval must be between 100 ms and 5 minutes")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Utilisation is averaged over this time, and over two <see cref="Interval"/>s at least. Default 1 minute, as Hugging Face does.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Operator:GpuMetrics:Window must be between 1 second and 10 minutes")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
