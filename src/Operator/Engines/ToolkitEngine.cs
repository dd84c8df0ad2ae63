using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>
/// Hugging Face's inference toolkit: pipelines by task, and the repository's <c>handler.py</c> when it has one. The Hub stays reachable:
/// handlers may load further models.
/// </summary>
internal static class ToolkitEngine
{
    private const int Port = 5000; // fixed in the toolkit's entrypoint

    public static EngineContainer Build(EngineInput input) => new()
    {
        Image = input.Defaults.Images.HuggingFace,
        Port = Port,
        HealthRoute = EngineContainer.DefaultHealthRoute,
        Env = Of(
            ("HF_MODEL_DIR", EngineContainer.ModelPath),
            ("HF_TASK", input.Model.Task),
            ("HF_FRAMEWORK", input.Model.Framework),
            ("HF_REVISION", input.Model.Revision),
            ("HF_ENDPOINT", input.Defaults.HubEndpoint),
            ("HF_HOME", "/tmp/huggingface")),
    };
}
