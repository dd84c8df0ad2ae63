using InferenceEndpoints.Entities;

using static InferenceEndpoints.Operator.Engines.EngineEnv;

namespace InferenceEndpoints.Operator.Engines;

internal static class SglangEngine
{
    private const int DefaultPort = 30000;

    public static EngineContainer Build(EngineInput input, SglangImage image)
    {
        var port = image.Port ?? DefaultPort;
        var gpus = input.Accelerators;
        return new EngineContainer
        {
            Image = image.Url ?? input.Defaults.Images.Sglang,
            Port = port,
            HealthRoute = image.HealthRoute ?? EngineContainer.DefaultHealthRoute,
            Command = ["python3", "-m", "sglang.launch_server"],
            Args =
            [
                .. Flags(
                    ("--model-path", EngineContainer.ModelPath),
                    ("--served-model-name", input.Endpoint.Name),
                    ("--host", "0.0.0.0"),
                    ("--port", Text(port)),
                    ("--tp", Text(image.TensorParallelSize ?? (gpus > 1 ? gpus : null)))),
                "--enable-metrics",
            ],
            Env = Of(("HF_HUB_OFFLINE", "1"), ("HOME", "/tmp")),
        };
    }
}
