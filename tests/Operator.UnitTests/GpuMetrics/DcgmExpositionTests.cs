using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.GpuMetrics;

namespace InferenceEndpoints.Operator.UnitTests.GpuMetrics;

public sealed class DcgmExpositionTests
{
    private const string Gpu = "device=\"nvidia0\",modelName=\"NVIDIA A100-SXM4-80GB\",Hostname=\"gpu-1\",DCGM_FI_DRIVER_VERSION=\"550.90.07\"";

    [Fact]
    public void The_use_of_a_pod_is_the_mean_over_its_GPUs()
    {
        var percents = DcgmExposition.UtilizationByPod(
            $$"""
            # HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
            # TYPE DCGM_FI_DEV_SM_CLOCK gauge
            DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-1",pci_bus_id="00000000:07:00.0",{{Gpu}},container="server",namespace="team",pod="a-1"} 1410
            # HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
            # TYPE DCGM_FI_DEV_GPU_UTIL gauge
            DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",pci_bus_id="00000000:07:00.0",{{Gpu}},container="server",namespace="team",pod="a-1"} 90
            DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",pci_bus_id="00000000:0F:00.0",{{Gpu}},container="server",namespace="team",pod="a-1"} 70
            DCGM_FI_DEV_GPU_UTIL{gpu="2",UUID="GPU-3",pci_bus_id="00000000:47:00.0",{{Gpu}},container="server",namespace="team",pod="b-1"} 0
            DCGM_FI_DEV_GPU_UTIL{gpu="3",UUID="GPU-4",pci_bus_id="00000000:4E:00.0",{{Gpu}}} 55
            DCGM_FI_DEV_GPU_UTIL{gpu="4",UUID="GPU-5",pci_bus_id="00000000:87:00.0",{{Gpu}},container="",namespace="",pod=""} 44
            # HELP DCGM_FI_PROF_GR_ENGINE_ACTIVE Ratio of time the graphics engine is active (in %).
            # TYPE DCGM_FI_PROF_GR_ENGINE_ACTIVE gauge
            DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0",UUID="GPU-1",pci_bus_id="00000000:07:00.0",{{Gpu}},container="server",namespace="team",pod="a-1"} 0.2
            """);

        Assert.Equal(new Dictionary<NamespacedName, double> { [new("team", "a-1")] = 80, [new("team", "b-1")] = 0 }, percents);
    }

    [Fact]
    public void Of_MIG_instances_the_engines_activity_counts_for_their_utilisation_is_not_known() => Assert.Equal(
        42,
        Of(
            """
            DCGM_FI_DEV_GPU_UTIL{gpu="0",GPU_I_PROFILE="3g.40gb",GPU_I_ID="1",namespace="team",pod="a"} 0
            DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0",GPU_I_PROFILE="3g.40gb",GPU_I_ID="1",namespace="team",pod="a"} 0.420000
            """)!.Value,
        precision: 6);

    [Theory]
    [InlineData("namespace=\"gpu-operator\",pod=\"dcgm-exporter-x\",exported_namespace=\"team\",exported_pod=\"a\"")]
    [InlineData("pod_namespace=\"team\",pod_name=\"a\"")]
    public void Pods_are_found_under_the_names_that_other_versions_and_scrapers_give_them(string labels) =>
        Assert.Equal(7, Of($"DCGM_FI_DEV_GPU_UTIL{{{labels}}} 7"));

    [Theory]
    [InlineData("DCGM_FI_DEV_GPU_UTIL{namespace=\"team\",pod=\"a\"} 2147483632")] // DCGM's word for nothing
    [InlineData("DCGM_FI_DEV_GPU_UTIL{namespace=\"team\",pod=\"a\"} -1")]
    [InlineData("DCGM_FI_DEV_GPU_UTIL{namespace=\"team\",pod=\"a\"} NaN")]
    [InlineData("DCGM_FI_PROF_GR_ENGINE_ACTIVE{namespace=\"team\",pod=\"a\"} 1.5")]
    [InlineData("404 page not found")]
    public void What_cannot_be_a_percentage_is_none(string exposition) => Assert.Null(Of(exposition));

    private static double? Of(string exposition) =>
        DcgmExposition.UtilizationByPod(exposition).TryGetValue(new NamespacedName("team", "a"), out var percent) ? percent : null;
}
