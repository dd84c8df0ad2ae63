using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>How the operator learns who uses which endpoint, in order to put idle ones to sleep.</summary>
public sealed class ActivityOptions
{
    /// <summary>Labels of the gateways' pods, in the operator's namespace. Each of them that runs is asked; while one does not answer, nothing falls asleep.</summary>
    [Required(ErrorMessage = "Operator:Activity:GatewaySelector must be a label selector")]
    public string GatewaySelector { get; set; } = "app.kubernetes.io/part-of=inference-endpoints,app.kubernetes.io/component=gateway";

    /// <summary>TCP port of a gateway's <c>/activity</c>: its <c>Gateway__MetricsPort</c>. Default 8082.</summary>
    [Range(1, 65535, ErrorMessage = "Operator:Activity:GatewayPort must be between 1 and 65535")]
    public int GatewayPort { get; set; } = 8082;

    /// <summary>URLs of all gateways, where they are no pods of this cluster, such as <c>http://10.0.0.5:8082</c>. Default none: pods are looked for.</summary>
    public IList<Uri> Gateways { get; set; } = [];

    /// <summary>How often gateways are asked. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Operator:Activity:Interval must be between 100 ms and 5 minutes")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pending requests are averaged over this time, and over two <see cref="Interval"/>s at least. Default 20 s, as Hugging Face does.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Operator:Activity:PendingWindow must be between 1 second and 10 minutes")]
    public TimeSpan PendingWindow { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What <c>scaleToZeroTimeout</c> counts. Default a minute, as everybody expects; shorter in order to watch endpoints fall asleep.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00", ErrorMessage = "Operator:Activity:TimeoutUnit must be between 1 ms and 1 minute")]
    public TimeSpan TimeoutUnit { get; set; } = TimeSpan.FromMinutes(1);
}
