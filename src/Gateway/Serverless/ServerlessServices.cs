namespace InferenceEndpoints.Gateway.Serverless;

internal static class ServerlessServices
{
    public static void AddServerlessApi(this IServiceCollection services) => services.AddSingleton<ServerlessApi>();
}
