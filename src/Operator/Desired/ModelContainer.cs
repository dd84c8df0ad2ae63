using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Engines;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The container that serves the model.</summary>
internal static class ModelContainer
{
    public static V1Container Build(
        ModelSpec model,
        EngineContainer engine,
        ModelStorage storage,
        InstanceTypeSpec instance,
        ModelDefaults defaults,
        ClusterCapabilities cluster,
        ImageRewriter images)
    {
        var probes = new ModelProbes(engine, model.StartupTimeoutSeconds);
        return new V1Container
        {
            Name = ContainerNames.Model,
            Image = images.Rewrite(engine.Image),
            ImagePullPolicy = "IfNotPresent",
            Command = model.ContainerCommand() is { Count: > 0 } command ? [.. command] : OrNull(engine.Command),
            Args = OrNull([.. engine.Args, .. model.ContainerArgs() ?? []]),
            Env = ContainerEnv.ForModel(engine.Env, model),
            Ports = [new V1ContainerPort { Name = Names.HttpPort, ContainerPort = engine.Port, Protocol = "TCP" }],
            Resources = Hardware.Resources(instance),
            SecurityContext = PodSecurity.Container(engine.ReadOnlyRoot, engine.Port),
            StartupProbe = probes.Startup(),
            ReadinessProbe = probes.Readiness(),
            LivenessProbe = probes.Liveness(),
            Lifecycle = Drain(defaults.DrainSeconds, cluster),
            TerminationMessagePolicy = "FallbackToLogsOnError",
            VolumeMounts = Mounts(storage, instance),
        };
    }

    // A pod that is told to stop is still in somebody's list of ready pods for a moment: it keeps serving until that has passed.
    private static V1Lifecycle? Drain(int seconds, ClusterCapabilities cluster) => seconds switch
    {
        0 => null,
        _ when cluster.HasSleepAction => new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = seconds } } },
        _ => new V1Lifecycle
        {
            // In an image without `sleep` the hook fails, which the kubelet notes and passes over: the pod then stops at once.
            PreStop = new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["sleep", $"{seconds}"] } },
        },
    };

    private static List<V1VolumeMount> Mounts(ModelStorage storage, InstanceTypeSpec instance)
    {
        List<V1VolumeMount> mounts = [storage.MountForModel(), ScratchVolume.Mount()];
        if (Hardware.SharedMemory(instance) is { Name: var name })
        {
            mounts.Add(new V1VolumeMount { Name = name, MountPath = "/dev/shm" });
        }

        return mounts;
    }

    private static List<string>? OrNull(IReadOnlyCollection<string> items) => items.Count == 0 ? null : [.. items];
}
