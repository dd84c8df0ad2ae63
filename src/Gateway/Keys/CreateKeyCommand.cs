using InferenceEndpoints.Entities;
using InferenceEndpoints.Keys;

using k8s;

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
            var request = KeyArguments.Parse(arguments);
            var key = ApiKey.Create();
            EndpointsJsonContext.Register();
            output.WriteLine(KubernetesJson.Serialize(request.For(key, clock.GetUtcNow())));
            error.WriteLine(key);
            return 0;
        }
        catch (FormatException exception)
        {
            error.WriteLine($"{exception.Message}\n{KeyArguments.Usage}");
            return WrongUsage;
        }
    }
}
