using System.Globalization;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Validation;

/// <summary>Says everything that is wrong with a row of the catalogue, as <see cref="EndpointValidator"/> does with an endpoint.</summary>
public static class InstanceTypeValidator
{
    private const int MaxAccelerators = 64;
    private const int MaxEntries = 32;
    private static readonly ResourceQuantity s_nothing = new("0");

    public static IReadOnlyList<ValidationError> Validate(InstanceType instance)
    {
        var findings = new Findings();
        if (instance.Spec is not { } spec)
        {
            findings.Missing("spec", "say what a replica needs from a node");
            return findings.All;
        }

        findings.Text("spec.vendor", spec.Vendor, 63, Syntaxes.LabelValue);
        findings.RequiredText("spec.instanceType", spec.InstanceType, 63, Syntaxes.Word);
        findings.RequiredText("spec.instanceSize", spec.InstanceSize, 63, Syntaxes.Word);
        CheckAliases(spec.Aliases, findings);
        CheckAccelerators(spec, findings);
        CheckResources(spec, findings);
        CheckPlacement(spec, findings);
        findings.Text("spec.architecture", spec.Architecture, 128, Syntaxes.AnyText);
        findings.NotNegative("spec.pricePerHour", spec.PricePerHour);
        findings.NotNegative("spec.gpuMemoryGb", spec.GpuMemoryGb);
        return findings.All;
    }

    private static void CheckAliases(IList<string>? aliases, Findings findings)
    {
        findings.Count("spec.aliases", aliases?.Count, 0, MaxEntries);
        for (var i = 0; i < aliases?.Count; i++)
        {
            findings.RequiredText(string.Create(CultureInfo.InvariantCulture, $"spec.aliases[{i}]"), aliases[i], 127, Syntaxes.InstanceAlias);
        }

        findings.Distinct("spec.aliases", aliases);
    }

    private static void CheckAccelerators(InstanceTypeSpec spec, Findings findings)
    {
        findings.Word("spec.accelerator", spec.Accelerator ?? "", Accelerators.Cpu, Accelerators.Gpu, Accelerators.Neuron);
        findings.Range("spec.numAccelerators", spec.NumAccelerators, 0, MaxAccelerators);
        var count = spec.NumAccelerators ?? 0;
        if (count > 0 == (spec.Accelerator is Accelerators.Cpu))
        {
            findings.Add(
                "spec.numAccelerators",
                count.ToString(CultureInfo.InvariantCulture),
                $"does not fit accelerator {spec.Accelerator}",
                "use 1 or more for gpu and neuron, and leave it out for cpu");
        }
    }

    private static void CheckResources(InstanceTypeSpec spec, Findings findings)
    {
        findings.Count("spec.resources", spec.Resources?.Count ?? 0, 1, 16);
        foreach (var (name, quantity) in spec.Resources ?? new Dictionary<string, ResourceQuantity>())
        {
            findings.RequiredText($"spec.resources[{name}]", name, Syntaxes.MaxQualifiedName, Syntaxes.QualifiedName);
            CheckQuantity($"spec.resources[{name}]", quantity, findings);
        }

        if (spec.SharedMemory is not null)
        {
            CheckQuantity("spec.sharedMemory", spec.SharedMemory, findings);
        }
    }

    private static void CheckQuantity(string field, ResourceQuantity? quantity, Findings findings)
    {
        if (quantity is null || quantity <= s_nothing)
        {
            findings.Add(field, quantity?.ToString(), "is not a positive quantity", Syntaxes.Quantity.Remedy);
        }
    }

    private static void CheckPlacement(InstanceTypeSpec spec, Findings findings)
    {
        findings.Count("spec.nodeSelector", spec.NodeSelector?.Count, 0, MaxEntries);
        foreach (var (label, value) in spec.NodeSelector ?? new Dictionary<string, string>())
        {
            findings.RequiredText($"spec.nodeSelector[{label}]", label, Syntaxes.MaxQualifiedName, Syntaxes.QualifiedName);
            findings.Text($"spec.nodeSelector[{label}]", value is "" ? null : value, 63, Syntaxes.LabelValue);
        }

        findings.Text("spec.regionLabel", spec.RegionLabel, Syntaxes.MaxQualifiedName, Syntaxes.QualifiedName);
        findings.Text("spec.runtimeClassName", spec.RuntimeClassName, 253, Syntaxes.ObjectName);
        findings.Count("spec.tolerations", spec.Tolerations?.Count, 0, MaxEntries);
        for (var i = 0; i < spec.Tolerations?.Count; i++)
        {
            CheckToleration(string.Create(CultureInfo.InvariantCulture, $"spec.tolerations[{i}]"), spec.Tolerations[i], findings);
        }
    }

    private static void CheckToleration(string field, V1Toleration? toleration, Findings findings)
    {
        if (toleration is null)
        {
            findings.Missing(field, "leave the entry out");
            return;
        }

        findings.Text($"{field}.key", toleration.Key, Syntaxes.MaxQualifiedName, Syntaxes.QualifiedName);
        findings.Word($"{field}.operator", toleration.OperatorProperty, "Exists", "Equal");
        findings.Word($"{field}.effect", toleration.Effect, "NoSchedule", "PreferNoSchedule", "NoExecute");
        if (toleration is { OperatorProperty: "Exists", Value.Length: > 0 })
        {
            findings.Add($"{field}.value", toleration.Value, "is not looked at with operator Exists", "leave it out or use operator Equal");
        }
    }
}
