namespace InferenceEndpoints.Gateway.Auth;

internal static class AuthServices
{
    /// <summary>Needs an <see cref="k8s.IKubernetes"/>, for tokens that are Kubernetes'.</summary>
    public static void AddGatewayAuth(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KubernetesReviewer>();
        services.AddSingleton<KubernetesTokens>();
        services.AddSingleton<Authorizer>();
    }
}
