using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>A container's environment: later layers win, secrets are references and never values.</summary>
internal static class ContainerEnv
{
    /// <summary>Names with this prefix configure the hub client, so the download sees them too.</summary>
    private const string HubPrefix = "HF_";

    /// <param name="engine">What the engine asks for.</param>
    /// <param name="model">The user's plain and secret variables, which win.</param>
    public static List<V1EnvVar> ForModel(IEnumerable<KeyValuePair<string, string>> engine, ModelSpec model) =>
        Build(engine, model, _ => true);

    /// <param name="downloader">What the download asks for.</param>
    /// <param name="model">The user's variables, as far as they concern the hub client.</param>
    public static List<V1EnvVar> ForDownload(IEnumerable<KeyValuePair<string, string>> downloader, ModelSpec model) =>
        Build(downloader, model, name => name.StartsWith(HubPrefix, StringComparison.Ordinal));

    private static List<V1EnvVar> Build(IEnumerable<KeyValuePair<string, string>> own, ModelSpec model, Func<string, bool> concerns)
    {
        var env = new SortedDictionary<string, V1EnvVar>(StringComparer.Ordinal);
        foreach (var (name, value) in own.Concat(model.Env?.Where(variable => concerns(variable.Key)) ?? []))
        {
            env[name] = new V1EnvVar { Name = name, Value = value };
        }

        foreach (var (name, secret) in model.Secrets?.Where(variable => concerns(variable.Key)) ?? [])
        {
            env[name] = new V1EnvVar
            {
                Name = name,
                ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret.SecretName, Key = secret.Key } },
            };
        }

        return [.. env.Values];
    }
}
