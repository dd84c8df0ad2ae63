using System.Globalization;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Catalogue;

/// <summary>
/// The catalogue that an installation starts with: Hugging Face's names, sizes and, where they are published, prices in US dollars. CPU and
/// memory are those of Hugging Face's instances. There is no node selector: it depends on the labels of the cluster's nodes, and a cluster
/// with one kind of GPU needs none.
/// </summary>
public static class DefaultInstanceTypes
{
    private const string NvidiaResource = "nvidia.com/gpu";
    private const string NeuronResource = "aws.amazon.com/neuron";

    /// <summary>One row per line, so that the table reads as one.</summary>
    public static IReadOnlyList<InstanceType> All { get; } =
    [
        Cpu("intel-spr", "x1", cpus: 1, memoryGi: 2, "Intel Sapphire Rapids", 0.033),
        Cpu("intel-spr", "x2", cpus: 2, memoryGi: 4, "Intel Sapphire Rapids"),
        Cpu("intel-spr", "x4", cpus: 4, memoryGi: 8, "Intel Sapphire Rapids"),
        Cpu("intel-spr", "x8", cpus: 8, memoryGi: 16, "Intel Sapphire Rapids"),
        Cpu("intel-icl", "x1", cpus: 1, memoryGi: 2, "Intel Ice Lake", null, "c6i/small"),
        Cpu("intel-icl", "x2", cpus: 2, memoryGi: 4, "Intel Ice Lake", null, "c6i/medium"),
        Cpu("intel-icl", "x4", cpus: 4, memoryGi: 8, "Intel Ice Lake", null, "c6i/large"),
        Cpu("intel-icl", "x8", cpus: 8, memoryGi: 16, "Intel Ice Lake", null, "c6i/xlarge"),
        Gpu("nvidia-t4", 1, cpus: 3, memoryGi: 14, gpuMemoryGb: 16, "NVIDIA T4", 0.5, "g4dn.xlarge/small"),
        Gpu("nvidia-t4", 4, cpus: 46, memoryGi: 186, gpuMemoryGb: 64, "NVIDIA T4", null, "g4dn.12xlarge/large"),
        Gpu("nvidia-l4", 1, cpus: 7, memoryGi: 30, gpuMemoryGb: 24, "NVIDIA L4", 0.8),
        Gpu("nvidia-l4", 4, cpus: 46, memoryGi: 186, gpuMemoryGb: 96, "NVIDIA L4"),
        Gpu("nvidia-a10g", 1, cpus: 6, memoryGi: 30, gpuMemoryGb: 24, "NVIDIA A10G", 1, "g5.2xlarge/medium"),
        Gpu("nvidia-a10g", 4, cpus: 46, memoryGi: 186, gpuMemoryGb: 96, "NVIDIA A10G", null, "g5.12xlarge/xxlarge"),
        Gpu("nvidia-l40s", 1, cpus: 7, memoryGi: 60, gpuMemoryGb: 48, "NVIDIA L40S", 1.8),
        Gpu("nvidia-l40s", 4, cpus: 46, memoryGi: 370, gpuMemoryGb: 192, "NVIDIA L40S"),
        Gpu("nvidia-l40s", 8, cpus: 190, memoryGi: 1480, gpuMemoryGb: 384, "NVIDIA L40S"),
        Gpu("nvidia-a100", 1, cpus: 11, memoryGi: 145, gpuMemoryGb: 80, "NVIDIA A100", 2.5, "p4de/xlarge"),
        Gpu("nvidia-a100", 2, cpus: 22, memoryGi: 290, gpuMemoryGb: 160, "NVIDIA A100", null, "p4de/2xlarge"),
        Gpu("nvidia-a100", 4, cpus: 44, memoryGi: 580, gpuMemoryGb: 320, "NVIDIA A100", null, "p4de/4xlarge"),
        Gpu("nvidia-a100", 8, cpus: 88, memoryGi: 1160, gpuMemoryGb: 640, "NVIDIA A100", 20, "p4de/8xlarge"),
        Gpu("nvidia-h100", 1, cpus: 22, memoryGi: 220, gpuMemoryGb: 80, "NVIDIA H100"),
        Gpu("nvidia-h100", 2, cpus: 44, memoryGi: 440, gpuMemoryGb: 160, "NVIDIA H100"),
        Gpu("nvidia-h100", 4, cpus: 88, memoryGi: 880, gpuMemoryGb: 320, "NVIDIA H100"),
        Gpu("nvidia-h100", 8, cpus: 176, memoryGi: 1760, gpuMemoryGb: 640, "NVIDIA H100"),
        Gpu("nvidia-h200", 1, cpus: 23, memoryGi: 240, gpuMemoryGb: 141, "NVIDIA H200", 5),
        Gpu("nvidia-h200", 2, cpus: 46, memoryGi: 480, gpuMemoryGb: 282, "NVIDIA H200"),
        Gpu("nvidia-h200", 4, cpus: 92, memoryGi: 960, gpuMemoryGb: 564, "NVIDIA H200"),
        Gpu("nvidia-h200", 8, cpus: 184, memoryGi: 1920, gpuMemoryGb: 1128, "NVIDIA H200", 40),
        Neuron("inf2", 1, cpus: 3, memoryGi: 14, gpuMemoryGb: 32, "AWS Inferentia2"),
        Neuron("inf2", 12, cpus: 188, memoryGi: 740, gpuMemoryGb: 384, "AWS Inferentia2"),
    ];

    private static InstanceType Cpu(
        string type, string size, int cpus, int memoryGi, string architecture, double? price = null, params string[] aliases) =>
        Row(size, new InstanceTypeSpec
        {
            InstanceType = type,
            Accelerator = Accelerators.Cpu,
            Resources = Resources(cpus, memoryGi),
            Architecture = architecture,
            PricePerHour = price,
            Aliases = aliases.Length == 0 ? null : aliases,
        });

    private static InstanceType Gpu(
        string type, int count, int cpus, int memoryGi, double gpuMemoryGb, string architecture, double? price = null, params string[] aliases) =>
        Accelerated(Accelerators.Gpu, NvidiaResource, type, count, cpus, memoryGi, gpuMemoryGb, architecture, price, aliases);

    private static InstanceType Neuron(string type, int count, int cpus, int memoryGi, double gpuMemoryGb, string architecture) =>
        Accelerated(Accelerators.Neuron, NeuronResource, type, count, cpus, memoryGi, gpuMemoryGb, architecture, price: null, []);

    private static InstanceType Accelerated(
        string accelerator,
        string resource,
        string type,
        int count,
        int cpus,
        int memoryGi,
        double gpuMemoryGb,
        string architecture,
        double? price,
        string[] aliases)
    {
        var resources = Resources(cpus, memoryGi);
        resources[resource] = new ResourceQuantity(Text(count));
        return Row($"x{Text(count)}", new InstanceTypeSpec
        {
            InstanceType = type,
            Accelerator = accelerator,
            NumAccelerators = count,
            Resources = resources,
            // A GPU node is usually tainted with the name of its resource, to keep other pods away.
            Tolerations = [new V1Toleration { Key = resource, OperatorProperty = "Exists", Effect = "NoSchedule" }],
            // What TGI's documentation asks for, per GPU: NCCL exchanges tensors there.
            SharedMemory = new ResourceQuantity($"{Text(count)}Gi"),
            Architecture = architecture,
            GpuMemoryGb = gpuMemoryGb,
            PricePerHour = price,
            Aliases = aliases.Length == 0 ? null : aliases,
        });
    }

    private static InstanceType Row(string size, InstanceTypeSpec spec)
    {
        spec.InstanceSize = size;
        return new InstanceType { Metadata = new V1ObjectMeta { Name = $"{spec.InstanceType}-{size}" }, Spec = spec };
    }

    private static Dictionary<string, ResourceQuantity> Resources(int cpus, int memoryGi) => new()
    {
        ["cpu"] = new ResourceQuantity(Text(cpus)),
        ["memory"] = new ResourceQuantity($"{Text(memoryGi)}Gi"),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
