namespace InferenceEndpoints.Gateway.OpenAi;

internal static class OpenAiServices
{
    public static void AddOpenAiApi(this IServiceCollection services)
    {
        services.AddSingleton<ModelDirectory>();
        services.AddSingleton<ModelPeek>();
        services.AddSingleton<OpenAiApi>();
    }
}
