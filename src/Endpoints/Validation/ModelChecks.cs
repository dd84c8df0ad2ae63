using System.Globalization;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

internal static class ModelChecks
{
    private const string Path = "spec.model";
    private const int MaxObjectName = 253;

    public static void Check(ModelSpec model, Findings findings)
    {
        findings.RequiredText($"{Path}.repository", model.Repository, 128, Syntaxes.Repository);
        findings.RequiredText($"{Path}.revision", model.Revision, 128, Syntaxes.Revision);
        findings.Text($"{Path}.framework", model.Framework, 63, Syntaxes.Word);
        findings.Text($"{Path}.task", model.Task, 63, Syntaxes.Word);
        findings.Range(
            $"{Path}.startupTimeoutSeconds",
            model.StartupTimeoutSeconds,
            ModelSpec.MinStartupTimeoutSeconds,
            ModelSpec.MaxStartupTimeoutSeconds);
        CheckDownloadPattern(model.DownloadPattern, findings);
        CheckEnvironment(model, findings);
        CheckSecrets(model.Secrets, findings);
        CheckStorage(model.Storage, findings);
        findings.Texts($"{Path}.command", model.Command, 1, 64);
        findings.Texts($"{Path}.args", model.Args, 0, 256);
    }

    private static void CheckDownloadPattern(IList<string>? patterns, Findings findings)
    {
        findings.Count($"{Path}.downloadPattern", patterns?.Count, 1, 64);
        for (var i = 0; i < patterns?.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(patterns[i]) || LeavesDirectory(patterns[i]))
            {
                findings.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{Path}.downloadPattern[{i}]"),
                    patterns[i],
                    "is not a pattern of files in the repository",
                    "use a glob such as *.safetensors");
            }
        }
    }

    private static void CheckEnvironment(ModelSpec model, Findings findings)
    {
        findings.Count($"{Path}.env", model.Env?.Count, 0, 128);
        foreach (var (name, value) in model.Env ?? new Dictionary<string, string>())
        {
            var field = $"{Path}.env[{name}]";
            CheckEnvironmentName(field, name, model.Image, findings);
            if (value is null)
            {
                findings.Missing(field, "give it a value, the empty string if need be");
            }

            if (model.Secrets?.ContainsKey(name) is true)
            {
                findings.Add(field, name, "is in model.secrets, too", "leave it out in one of the two");
            }
        }

        foreach (var name in model.Secrets?.Keys ?? [])
        {
            CheckEnvironmentName($"{Path}.secrets[{name}]", name, model.Image, findings);
        }
    }

    private static void CheckEnvironmentName(string field, string name, ImageSpec image, Findings findings)
    {
        findings.RequiredText(field, name, MaxObjectName, Syntaxes.EnvironmentName);
        if (ReservedEnvironment.Remedy(image, name) is { } remedy)
        {
            findings.Add(field, name, "is set by the platform", remedy);
        }
    }

    private static void CheckSecrets(IDictionary<string, SecretKeyReference>? secrets, Findings findings)
    {
        findings.Count($"{Path}.secrets", secrets?.Count, 0, 64);
        foreach (var (name, reference) in secrets ?? new Dictionary<string, SecretKeyReference>())
        {
            findings.RequiredText($"{Path}.secrets[{name}].secretName", reference?.SecretName, MaxObjectName, Syntaxes.ObjectName);
            findings.RequiredText($"{Path}.secrets[{name}].key", reference?.Key, MaxObjectName, Syntaxes.SecretKey);
        }
    }

    private static void CheckStorage(StorageSpec? storage, Findings findings)
    {
        if (storage is null)
        {
            return;
        }

        findings.ExactlyOne(
            $"{Path}.storage",
            "storage",
            ("emptyDir", storage.EmptyDir is not null),
            ("persistentVolumeClaim", storage.PersistentVolumeClaim is not null),
            ("hostPath", storage.HostPath is not null),
            ("imageVolume", storage.ImageVolume is not null));
        findings.Text($"{Path}.storage.emptyDir.sizeLimit", storage.EmptyDir?.SizeLimit, 32, Syntaxes.Quantity);
        CheckClaim(storage.PersistentVolumeClaim, findings);
        CheckHostPath(storage.HostPath, findings);
        if (storage.ImageVolume is { } image)
        {
            findings.RequiredText($"{Path}.storage.imageVolume.reference", image.Reference, 512, Syntaxes.ImageReference);
            findings.Word($"{Path}.storage.imageVolume.pullPolicy", image.PullPolicy, "Always", "IfNotPresent", "Never");
        }
    }

    private static void CheckClaim(PersistentVolumeClaimStorage? claim, Findings findings)
    {
        const string Field = $"{Path}.storage.persistentVolumeClaim";
        if (claim is null)
        {
            return;
        }

        findings.ExactlyOne(Field, "source", ("size", claim.Size is not null), ("existingClaim", claim.ExistingClaim is not null));
        findings.Text($"{Field}.size", claim.Size, 32, Syntaxes.Quantity);
        findings.Text($"{Field}.existingClaim", claim.ExistingClaim, MaxObjectName, Syntaxes.ObjectName);
        findings.Text($"{Field}.storageClass", claim.StorageClass, MaxObjectName, Syntaxes.ObjectName);
        findings.Word(
            $"{Field}.accessMode",
            claim.AccessMode,
            AccessModes.ReadWriteOnce,
            AccessModes.ReadWriteMany,
            AccessModes.ReadWriteOncePod);
        if (claim.ExistingClaim is not null && (claim.StorageClass ?? claim.AccessMode) is { } setting)
        {
            findings.Add(
                claim.StorageClass is not null ? $"{Field}.storageClass" : $"{Field}.accessMode",
                setting,
                "belongs to a claim that is created",
                "leave it out with existingClaim");
        }
    }

    private static void CheckHostPath(HostPathStorage? hostPath, Findings findings)
    {
        const string Field = $"{Path}.storage.hostPath.path";
        if (hostPath is null)
        {
            return;
        }

        findings.RequiredText(Field, hostPath.Path, 1024, Syntaxes.AbsolutePath);
        if (hostPath.Path is { } path && path.Split('/').Contains(".."))
        {
            findings.Add(Field, path, "leaves its directory", "use a path without '..'");
        }
    }

    internal static bool LeavesDirectory(string path) => path.StartsWith('/') || path.Split('/').Contains("..");
}
