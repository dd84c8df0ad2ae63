using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>What an instance type means for a pod.</summary>
internal static class Hardware
{
    private const string SharedMemoryVolume = "shm";

    // NCCL between GPUs and PyTorch's loaders need more than the runtime's 64 MiB.
    private const string DefaultSharedMemory = "1Gi";

    /// <summary>Requests are all of it. Limits leave out the CPU, which throttling would only slow down.</summary>
    public static V1ResourceRequirements Resources(InstanceTypeSpec instance) => new()
    {
        Requests = instance.Resources.ToDictionary(resource => resource.Key, resource => resource.Value, StringComparer.Ordinal),
        Limits = instance.Resources.Where(resource => resource.Key != "cpu")
            .ToDictionary(resource => resource.Key, resource => resource.Value, StringComparer.Ordinal),
    };

    /// <summary>The nodes that have the hardware, within the region that the endpoint asks for. Null: any node.</summary>
    public static Dictionary<string, string>? NodeSelector(InstanceTypeSpec instance, ProviderSpec? provider)
    {
        var selector = new Dictionary<string, string>(instance.NodeSelector ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (instance.RegionLabel is { } label && provider?.Region is { } region)
        {
            selector[label] = region;
        }

        return selector.Count > 0 ? selector : null;
    }

    public static V1Volume? SharedMemory(InstanceTypeSpec instance) =>
        (instance.SharedMemory ?? (instance.NumAccelerators > 0 ? new ResourceQuantity(DefaultSharedMemory) : null)) is { } size
            ? new V1Volume { Name = SharedMemoryVolume, EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = size } }
            : null;
}
