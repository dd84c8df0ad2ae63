namespace InferenceEndpoints.Gateway.Caching;

internal static class CachingServices
{
    public static void AddResponseCache(this IServiceCollection services) => services.AddSingleton<ResponseCache>();
}
