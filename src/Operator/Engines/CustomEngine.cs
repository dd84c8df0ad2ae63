using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Any container that serves HTTP. It gets the model in <c>/repository</c> and nothing that it did not ask for.</summary>
internal static class CustomEngine
{
    private const int DefaultPort = 80; // Hugging Face's default for custom containers

    public static EngineContainer Build(CustomImage image) => new()
    {
        Image = image.Url!,
        Port = image.Port ?? DefaultPort,
        HealthRoute = image.HealthRoute,
    };
}
