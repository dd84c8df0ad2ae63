using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.Validation;

/// <summary>
/// What is legal in an endpoint and probably not meant: told where it is applied, and refused nowhere. A missing InstanceType is among
/// it, because it may be applied a moment later.
/// </summary>
public static class EndpointWarnings
{
    private static readonly string[] s_secretEndings = ["TOKEN", "SECRET", "PASSWORD", "_KEY"];

    public static IReadOnlyList<ValidationError> Of(InferenceEndpoint endpoint, InstanceCatalogue catalogue)
    {
        var findings = new Findings();
        if (endpoint.Spec is not { } spec)
        {
            return findings.All;
        }

        CheckInstance(spec, catalogue, findings);
        CheckSecrets(spec.Model.Env, findings);
        CheckImage(spec.Model.Image.Custom?.Url, findings);
        CheckPooling(spec.Model.Image.Llamacpp, findings);
        CheckClaim(spec, findings);
        CheckSchedule(spec, findings);
        return findings.All;
    }

    private static void CheckInstance(InferenceEndpointSpec spec, InstanceCatalogue catalogue, Findings findings)
    {
        var problem = catalogue.Find(spec) switch
        {
            InstanceLookup.Missing missing => missing.Message,
            InstanceLookup.Invalid invalid => invalid.Message,
            _ => null,
        };
        if (problem is not null)
        {
            findings.Add("spec.compute.instanceType", null, problem, "the endpoint waits for it");
        }
    }

    private static void CheckSecrets(IDictionary<string, string>? env, Findings findings)
    {
        foreach (var name in env?.Keys.Where(IsSecret) ?? [])
        {
            findings.Add($"spec.model.env[{name}]", null, "can be seen by all who may read the endpoint", "if it is secret, use model.secrets");
        }
    }

    private static void CheckImage(string? url, Findings findings)
    {
        if (url is not null && !url.Contains('@', StringComparison.Ordinal) && url.Split('/')[^1].Split(':') is [_] or [_, "latest"])
        {
            findings.Add("spec.model.image.custom.url", url, "may be another image whenever it is pulled", "name a version or a digest");
        }
    }

    private static void CheckPooling(LlamacppImage? llamacpp, Findings findings)
    {
        if (llamacpp is { Mode: LlamacppModes.Reranking, Pooling: { } pooling and not "rank" })
        {
            findings.Add("spec.model.image.llamacpp.pooling", pooling, "does not rank", "leave it out with mode reranking");
        }
    }

    // Of a claim that exists nothing is known here.
    private static void CheckClaim(InferenceEndpointSpec spec, Findings findings)
    {
        if (spec.Model.Storage?.PersistentVolumeClaim is { ExistingClaim: null, AccessMode: not AccessModes.ReadWriteMany and var mode }
            && spec.Compute.Scaling.MaxReplica > 1)
        {
            findings.Add(
                "spec.model.storage.persistentVolumeClaim.accessMode",
                mode ?? AccessModes.ReadWriteOnce,
                mode == AccessModes.ReadWriteOncePod ? "lets one replica run, and all others wait" : "keeps all replicas on one node, and what does not fit there waits",
                "use ReadWriteMany, or maxReplica 1");
        }
    }

    private static void CheckSchedule(InferenceEndpointSpec spec, Findings findings)
    {
        if (spec.ColdStart?.Schedule is not null && SleepPolicy.IdleTimeout(spec.Compute.Scaling) is null)
        {
            findings.Add("spec.coldStart.schedule", null, "changes little, as the endpoint never falls asleep by itself", "use minReplica 0, and a scaleToZeroTimeout");
        }
    }

    private static bool IsSecret(string name) => s_secretEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
