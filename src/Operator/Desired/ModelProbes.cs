using InferenceEndpoints.Operator.Engines;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>Probes on the health route.</summary>
internal sealed class ModelProbes(EngineContainer engine, int startupTimeoutSeconds)
{
    /// <summary>Every second, as Hugging Face polls: a model is in use as soon as it has loaded. Its budget is the startup timeout.</summary>
    public V1Probe Startup() => Probe(periodSeconds: 1, timeoutSeconds: 5, failureThreshold: startupTimeoutSeconds);

    public V1Probe Readiness() => Probe(periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 3);

    /// <summary>Slow to judge: an engine deep in a batch answers its health route late, and a restart costs minutes of loading.</summary>
    public V1Probe Liveness() => Probe(periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6);

    private V1Probe Probe(int periodSeconds, int timeoutSeconds, int failureThreshold) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = engine.HealthRoute, Port = Names.HttpPort },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = timeoutSeconds,
        FailureThreshold = failureThreshold,
    };
}
