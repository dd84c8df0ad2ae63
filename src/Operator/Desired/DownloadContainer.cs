using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Engines;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// The init container that brings the model to <c>/repository</c> with the hub's own client: it resumes what an earlier attempt began,
/// and its last words become the endpoint's message when it fails.
/// </summary>
internal static class DownloadContainer
{
    /// <summary>Where <c>download.sh</c> tells how far it is.</summary>
    public const int ProgressPort = 8990;

    /// <summary>The same in every replica that downloads.</summary>
    public static readonly string Script = ReadScript();

    public static V1Container Build(ModelSpec model, ModelStorage storage, ModelDefaults defaults, ImageRewriter images) => new()
    {
        Name = ContainerNames.Download,
        Image = images.Rewrite(defaults.Images.Downloader),
        ImagePullPolicy = "IfNotPresent",
        Command = ["sh", "-c", Script, "download"],
        Args = Args(model),
        Ports = [new V1ContainerPort { Name = "progress", ContainerPort = ProgressPort, Protocol = "TCP" }],
        Env = ContainerEnv.ForDownload(Env(defaults), model),
        Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
            {
                ["cpu"] = new ResourceQuantity("100m"),
                ["memory"] = new ResourceQuantity("256Mi"),
            },
        },
        SecurityContext = PodSecurity.Container(readOnlyRoot: true) with { RunAsUser = storage.BelongsToRoot ? 0 : null },
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = [storage.MountForDownload(), ScratchVolume.Mount()],
    };

    // By position, in this order: download.sh reads them, too.
    private static List<string> Args(ModelSpec model)
    {
        List<string> args = [model.Repository, "--revision", model.Revision, "--local-dir", EngineContainer.ModelPath];
        foreach (var pattern in model.DownloadPattern ?? [])
        {
            args.AddRange(["--include", pattern]);
        }

        return args;
    }

    private static string ReadScript()
    {
        using var reader = new StreamReader(typeof(DownloadContainer).Assembly.GetManifestResourceStream("download.sh")!);
        return reader.ReadToEnd();
    }

    private static IEnumerable<KeyValuePair<string, string>> Env(ModelDefaults defaults)
    {
        // The client keeps its state for resuming inside --local-dir; everything else that it writes may go with the pod.
        yield return KeyValuePair.Create("HF_HOME", $"{ScratchVolume.Path}/huggingface");
        yield return KeyValuePair.Create("HF_HUB_DISABLE_TELEMETRY", "1");
        yield return KeyValuePair.Create("HF_HUB_DISABLE_PROGRESS_BARS", "1");
        yield return KeyValuePair.Create("NO_COLOR", "1");
        // It asks a package index, which costs ten seconds where there is no way out.
        yield return KeyValuePair.Create("HF_HUB_DISABLE_UPDATE_CHECK", "1");
        if (!string.IsNullOrEmpty(defaults.HubEndpoint))
        {
            yield return KeyValuePair.Create("HF_ENDPOINT", defaults.HubEndpoint);
        }
    }
}
