using System.Diagnostics;

using Prometheus.Client;
using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace InferenceEndpoints.Operator.Telemetry;

/// <summary>What every Prometheus client says of its process, under the usual names.</summary>
internal sealed class ProcessCollector : ICollector
{
    private const string Cpu = "process_cpu_seconds_total";
    private const string Memory = "process_resident_memory_bytes";
    private const string Start = "process_start_time_seconds";
    private const string Heap = "dotnet_gc_heap_size_bytes";

    public CollectorConfiguration Configuration { get; } = new(Cpu);

    public IReadOnlyList<string> MetricNames { get; } = [Cpu, Memory, Start, Heap];

    public void Collect(IMetricsWriter writer)
    {
        using var process = Process.GetCurrentProcess();
        Write(writer, Cpu, "CPU time of the process.", MetricType.Counter, process.TotalProcessorTime.TotalSeconds);
        Write(writer, Memory, "Memory of the process that is in RAM.", MetricType.Gauge, process.WorkingSet64);
        Write(writer, Start, "When the process started, as Unix time.", MetricType.Gauge, new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        Write(writer, Heap, "Memory that managed objects take.", MetricType.Gauge, GC.GetTotalMemory(forceFullCollection: false));
    }

    private static void Write(IMetricsWriter writer, string name, string help, MetricType type, double value)
    {
        writer.StartMetric(name).WriteHelp(help).WriteType(type);
        writer.StartSample().WriteValue(value).EndSample();
        writer.EndMetric();
    }
}
