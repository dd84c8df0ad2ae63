using System.Runtime.CompilerServices;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Crds;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Validation;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Golden;

/// <summary>
/// Each <c>manifests/NAME.endpoint.yaml</c> with everything that a fresh cluster gets for it, in <c>manifests/NAME.children.yaml</c>.
/// After an intended change, <c>UPDATE_GOLDEN=1 dotnet test tests/Operator.UnitTests</c> writes the files anew; read the difference.
/// </summary>
public sealed class GoldenManifestTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static GoldenManifestTests() => OperatorJsonContext.Register();

    public static TheoryData<string> Endpoints() => [.. Names()];

    private static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder(), "*.endpoint.yaml").Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task An_endpoint_gets_the_children_that_its_golden_file_shows(string name)
    {
        var endpoint = KubernetesYaml.Deserialize<InferenceEndpoint>(await File.ReadAllTextAsync(Path.Combine(Folder(), $"{name}.endpoint.yaml")));
        endpoint.Metadata.Uid = "11111111-2222-3333-4444-555555555555";
        endpoint.Metadata.NamespaceProperty = "team-a";
        endpoint.Metadata.Generation = 1;
        Assert.Empty(EndpointValidator.Validate(endpoint));

        var planner = new EndpointPlanner(new OperatorOptions(), new ClusterCapabilities(new Version(1, 36), "v2", "v1"), new DesiredObjects());
        var plan = planner.Plan(new EndpointSnapshot(endpoint, new EndpointChildren(), await CatalogueAsync(), Now));

        // The revision repeats the Deployment's pod template, and the script is a file to read on its own.
        var children = plan.Changes.Cast<PlannedChange.Apply>().Select(apply => apply.Desired).Where(child => child is not V1ControllerRevision).ToList();
        foreach (var download in children.OfType<V1Deployment>().SelectMany(child => child.Spec!.Template!.Spec!.InitContainers ?? []).Where(IsDownload))
        {
            download.Command = [.. download.Command!.Select(word => word == DownloadContainer.Script ? "download.sh" : word)];
        }

        var actual = ManifestYaml.Write($"What {name}.endpoint.yaml becomes.", [.. children]);
        var golden = Path.Combine(Folder(), $"{name}.children.yaml");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(golden, actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden), actual);
    }

    [Fact]
    public void Every_engine_is_shown_on_a_CPU_on_one_GPU_and_on_four()
    {
        string[] engines = ["tgi", "huggingface", "vllm", "sglang", "tei", "llamacpp", "custom"];
        var cases = engines.SelectMany(engine => (string[])[$"{engine}-cpu", $"{engine}-1-gpu", $"{engine}-4-gpus"]);

        Assert.Empty(cases.Except(Names(), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_hardware_and_storage_is_shown() => Assert.Empty(
        ((string[])
        [
            "hardware-mig-slice", "hardware-gpu-share", "hardware-neuron", "tgi-cpu", "tgi-1-gpu", "tgi-4-gpus", "placement", "overlay",
            "claim-for-model", "claim-on-one-node", "claim-that-exists", "host-cache", "image-volume",
        ]).Except(Names(), StringComparer.Ordinal));

    private static async Task<InstanceCatalogue> CatalogueAsync()
    {
        var more = await File.ReadAllTextAsync(Path.Combine(Folder(), "instance-types.yaml"));
        return new InstanceCatalogue([.. DefaultInstanceTypes.All, .. more.Split("\n---\n").Select(KubernetesYaml.Deserialize<InstanceType>)]);
    }

    private static bool IsDownload(V1Container container) => container.Name == ContainerNames.Download;

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "manifests");
}
