using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using IntegrationTests.Gateway;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.MetricsApi;

/// <summary>What NVIDIA's exporter would tell on a node with as many GPUs as pods. It stands for hardware that this machine lacks.</summary>
internal sealed class DcgmExporter : IAsyncDisposable
{
    public const string Node = "gpu-1";

    private readonly ConcurrentDictionary<string, double> percents = new(StringComparer.Ordinal);
    private Replica server = null!; // set in StartAsync
    private int scrapes;

    private DcgmExporter()
    {
    }

    public int Port => server.Port;

    public int Scrapes => Volatile.Read(ref scrapes);

    /// <summary>The exporter's pod, as the GPU operator runs it.</summary>
    public V1Pod Pod(string ns) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "nvidia-dcgm-exporter-x7k2p",
            NamespaceProperty = ns,
            Labels = new Dictionary<string, string> { ["app"] = "nvidia-dcgm-exporter" },
        },
        Spec = new V1PodSpec { NodeName = Node, Containers = [new V1Container { Name = "nvidia-dcgm-exporter", Image = "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04" }] },
    };

    public static async Task<DcgmExporter> StartAsync()
    {
        var exporter = new DcgmExporter();
        exporter.server = await Replica.StartAsync(exporter.AnswerAsync);
        return exporter;
    }

    public void Set(string pod, double percent) => percents[pod] = percent;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref scrapes);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(Exposition(), context.RequestAborted);
    }

    private string Exposition()
    {
        var text = new StringBuilder("# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).\n# TYPE DCGM_FI_DEV_GPU_UTIL gauge\n");
        foreach (var (gpu, (pod, percent)) in percents.Index())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"DCGM_FI_DEV_GPU_UTIL{{gpu=\"{gpu}\",UUID=\"GPU-{gpu}\",pci_bus_id=\"00000000:0{gpu}:00.0\",device=\"nvidia{gpu}\",modelName=\"NVIDIA L4\",Hostname=\"{Node}\",")
                .Append(CultureInfo.InvariantCulture, $"DCGM_FI_DRIVER_VERSION=\"550.90.07\",container=\"model\",namespace=\"{MetricsApiUnderTest.Namespace}\",pod=\"{pod}\"}} {percent}\n");
        }

        return text.ToString();
    }
}
