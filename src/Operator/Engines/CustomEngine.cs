using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Any container that serves HTTP. It gets the model in <c>/repository</c> and nothing that it did not ask for.</summary>
internal static class CustomEngine
{
    public static EngineContainer Build(CustomImage image) => new()
    {
        Image = image.Url!,
        Port = image.Port ?? CustomImage.DefaultPort,
        HealthRoute = image.HealthRoute ?? CustomImage.DefaultHealthRoute,
    };
}
