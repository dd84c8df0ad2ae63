using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>All that an engine's container depends on.</summary>
/// <param name="Endpoint">OpenAI-style engines serve the model under its name.</param>
/// <param name="Model">The endpoint's <c>spec.model</c>.</param>
/// <param name="Instance">The hardware that it runs on.</param>
/// <param name="Defaults">The operator's defaults of today.</param>
internal sealed record EngineInput(NamespacedName Endpoint, ModelSpec Model, InstanceTypeSpec Instance, ModelDefaults Defaults)
{
    /// <summary>GPUs, MIG slices or Neuron devices of one replica; 0 on a CPU instance.</summary>
    public int Accelerators => Instance.NumAccelerators ?? 0;
}
