using k8s.Models;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>A row of the hardware catalogue. Its object is named <c>{instanceType}-{instanceSize}</c>.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[KubernetesEntityShortNames("iet")]
[EntityScope(EntityScope.Cluster)]
[Description("An InstanceType is a row of the hardware catalogue: what a replica needs from a node when an endpoint names this instanceType and "
    + "instanceSize.")]
[GenericAdditionalPrinterColumn(".spec.instanceType", "TYPE", "string", Description = "The name that endpoints use.")]
[GenericAdditionalPrinterColumn(".spec.instanceSize", "SIZE", "string", Description = "The size that endpoints use.")]
[GenericAdditionalPrinterColumn(".spec.accelerator", "ACCELERATOR", "string", Description = "The kind of processor.")]
[GenericAdditionalPrinterColumn(".spec.numAccelerators", "COUNT", "integer", Description = "Accelerators of one replica.")]
[GenericAdditionalPrinterColumn(".spec.resources.cpu", "CPU", "string", Description = "CPUs of one replica.")]
[GenericAdditionalPrinterColumn(".spec.resources.memory", "MEMORY", "string", Description = "Memory of one replica.")]
[GenericAdditionalPrinterColumn(".spec.pricePerHour", "PRICE", "number", Description = "Price of one replica for one hour.")]
[GenericAdditionalPrinterColumn(
    ".spec.architecture", "ARCHITECTURE", "string", Description = "The processor.", Priority = PrinterColumnPriority.WideView)]
public sealed class InstanceType : CustomKubernetesEntity<InstanceTypeSpec>
{
    public const string KubeApiVersion = ApiGroup.Version;

    public const string KubeGroup = ApiGroup.Name;

    public const string KubeKind = "InstanceType";

    public const string KubePluralName = "instancetypes";

    public InstanceType()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KubeKind;
    }
}

[Description("What a replica needs from a node.")]
[ValidationRule(
    "self.accelerator == 'cpu' ? (!has(self.numAccelerators) || self.numAccelerators == 0) : (has(self.numAccelerators) && self.numAccelerators > 0)",
    message: "numAccelerators must be at least 1 for gpu and neuron, and absent or 0 for cpu")]
public sealed class InstanceTypeSpec
{
    [Description("The vendor that an endpoint may ask for in provider.vendor. Absent: any.")]
    [Length(1, 63)]
    [Pattern(Patterns.LabelValue)]
    public string? Vendor { get; set; }

    [Description("The name that endpoints use in compute.instanceType, such as nvidia-a10g.")]
    [Required]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string InstanceType { get; set; } = "";

    [Description("The name that endpoints use in compute.instanceSize, such as x1.")]
    [Required]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string InstanceSize { get; set; } = "";

    [Description("Other names for the same hardware, as instanceType/instanceSize, such as g5.2xlarge/medium.")]
    [Items(maxItems: 32)]
    [XListType(XListType.Set)]
    public IList<string>? Aliases { get; set; }

    [Description("The kind of processor that the model runs on.")]
    [Required]
    [EnumValues(Accelerators.Cpu, Accelerators.Gpu, Accelerators.Neuron)]
    public string Accelerator { get; set; } = "";

    [Description("Accelerators of one replica; engines split the model over them. Absent or 0 for cpu.")]
    [RangeMinimum(0)]
    [RangeMaximum(64)]
    public int? NumAccelerators { get; set; }

    [Description("Resources of the model server's container, as requests and limits: cpu, memory, and the accelerator's extended resource, such as "
        + "nvidia.com/gpu: 1 or a MIG slice such as nvidia.com/mig-3g.40gb: 1.")]
    [Required]
    [PropertyLimits(1, 16)]
    public IDictionary<string, ResourceQuantity> Resources { get; set; } = new Dictionary<string, ResourceQuantity>();

    [Description("Labels of the nodes that replicas may run on.")]
    [PropertyLimits(maxProperties: 32)]
    public IDictionary<string, string>? NodeSelector { get; set; }

    [Description("The node label that an endpoint's provider.region is matched with, such as topology.kubernetes.io/region. "
        + "Absent: the region is not matched.")]
    [Length(1, 317)]
    [Pattern(Patterns.QualifiedName)]
    public string? RegionLabel { get; set; }

    [Description("Taints of nodes that replicas tolerate.")]
    [Items(maxItems: 32)]
    [XListType(XListType.Atomic)]
    public IList<V1Toleration>? Tolerations { get; set; }

    [Description("The RuntimeClass of the pods, such as nvidia. Absent: the node's default runtime.")]
    [Length(1, 253)]
    [Pattern(Patterns.DnsName)]
    public string? RuntimeClassName { get; set; }

    [Description("The size of /dev/shm, in memory; engines that split a model over accelerators need it. Absent: the runtime's default, 64 MiB.")]
    public ResourceQuantity? SharedMemory { get; set; }

    [Description("The price of one replica for one hour, in the currency of the installation.")]
    [RangeMinimum(0)]
    public double? PricePerHour { get; set; }

    [Description("The processor in words, such as NVIDIA A10G; shown in the hardware listing.")]
    [Length(1, 128)]
    public string? Architecture { get; set; }

    [Description("The memory of all accelerators together in GB; shown in the hardware listing.")]
    [RangeMinimum(0)]
    public double? GpuMemoryGb { get; set; }
}
