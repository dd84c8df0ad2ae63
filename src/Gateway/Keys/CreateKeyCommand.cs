using InferenceEndpoints.Entities;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Gateway.Keys;

/// <summary>
/// <c>create-key</c>: writes an EndpointKey for <c>kubectl create -f -</c> to the standard output, and its key, which nobody can find out
/// again, to the standard error.
/// </summary>
internal static class CreateKeyCommand
{
    public const string Name = "create-key";

    private const int WrongUsage = 2;

    /// <returns>The process's exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, TimeProvider clock)
    {
        try
        {
            var request = KeyRequest.Parse(arguments);
            var key = ApiKey.Create();
            EndpointsJsonContext.Register();
            output.WriteLine(KubernetesJson.Serialize(Manifest(request, key, clock.GetUtcNow())));
            error.WriteLine(key);
            return 0;
        }
        catch (FormatException exception)
        {
            error.WriteLine($"{exception.Message}\n{KeyRequest.Usage}");
            return WrongUsage;
        }
    }

    private static EndpointKey Manifest(KeyRequest request, string key, DateTimeOffset now) => new()
    {
        Metadata = new V1ObjectMeta { Name = request.Name, NamespaceProperty = request.Namespace },
        Spec = new EndpointKeySpec
        {
            Sha256 = ApiKey.Sha256(key),
            Scopes = request.Scopes.Count > 0 ? [.. request.Scopes.Distinct(StringComparer.Ordinal)] : [EndpointKeyScopes.Infer],
            ExpirationTime = (now + request.Lifetime)?.UtcDateTime,
            Owner = request.Owner,
            Description = request.Description,
        },
    };
}
