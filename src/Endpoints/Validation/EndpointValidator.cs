using System.Globalization;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>
/// Says everything that is wrong with an endpoint. It repeats the bounds and the rules of the CRD, because API servers before 1.25 ignore
/// the rules and the management API has to answer before anything is stored, and adds what a CRD cannot say.
/// </summary>
public static class EndpointValidator
{
    private const int MinNameLength = 4;
    private const int MaxNameLength = 32;
    private const int MaxHostName = 253;

    public static IReadOnlyList<ValidationError> Validate(InferenceEndpoint endpoint)
    {
        var findings = new Findings();
        CheckName(endpoint.Metadata?.Name, findings);
        var spec = endpoint.Spec;
        if (spec is null)
        {
            findings.Missing("spec", "say which model to run on which hardware");
            return findings.All;
        }

        findings.Word(
            "spec.type",
            spec.Type ?? "",
            EndpointTypes.Public,
            EndpointTypes.Protected,
            EndpointTypes.Authenticated,
            EndpointTypes.Private);
        ModelChecks.Check(spec.Model, findings);
        ImageChecks.Check(spec.Model, findings);
        CheckProvider(spec.Provider, findings);
        CheckCompute(spec.Compute, findings);
        CheckScaling(spec.Compute.Scaling, findings);
        CheckRoute(spec.Route, findings);
        findings.Range("spec.coldStart.holdSeconds", spec.ColdStart?.HoldSeconds, 0, ColdStartSpec.MaxHoldSeconds);
        findings.Range("spec.coldStart.heartbeatSeconds", spec.ColdStart?.HeartbeatSeconds, 0, ColdStartSpec.MaxHeartbeatSeconds);
        ScheduleChecks.Check(spec.ColdStart?.Schedule, findings);
        if (spec.Balancing is { } balancing)
        {
            findings.Word("spec.balancing.strategy", balancing.Strategy ?? "", BalancingStrategies.LeastPending, BalancingStrategies.PrefixHash);
            findings.Range(
                "spec.balancing.maxConcurrentRequestsPerReplica",
                balancing.MaxConcurrentRequestsPerReplica,
                1,
                BalancingSpec.MaxConcurrentRequests);
        }

        findings.RateLimit("spec.rateLimit", spec.RateLimit);
        if (spec.Rollout is { } rollout)
        {
            findings.Word(
                "spec.rollout.strategy",
                rollout.Strategy ?? "",
                RolloutStrategies.Auto,
                RolloutStrategies.Surge,
                RolloutStrategies.Recreate);
        }

        TemplateChecks.Check(spec.Template, spec.Model?.Image, findings);
        return findings.All;
    }

    private static void CheckName(string? name, Findings findings)
    {
        const string Field = "metadata.name";
        if (name is { Length: > 0 and < MinNameLength })
        {
            findings.Add(Field, name, $"has {name.Length} characters", $"use {MinNameLength} to {MaxNameLength}");
        }
        else
        {
            findings.RequiredText(Field, name, MaxNameLength, Syntaxes.EndpointName);
        }
    }

    private static void CheckProvider(ProviderSpec? provider, Findings findings)
    {
        findings.Text("spec.provider.vendor", provider?.Vendor, 63, Syntaxes.LabelValue);
        findings.Text("spec.provider.region", provider?.Region, 63, Syntaxes.LabelValue);
    }

    private static void CheckCompute(ComputeSpec compute, Findings findings)
    {
        findings.Word("spec.compute.accelerator", compute.Accelerator, Accelerators.Cpu, Accelerators.Gpu, Accelerators.Neuron);
        findings.RequiredText(
            "spec.compute.instanceType",
            compute.InstanceType,
            63,
            Syntaxes.Word,
            $"name one of 'kubectl get instancetypes', or annotate one of the same size with {Annotations.IsDefaultClass}=true before the endpoint is created");
        findings.RequiredText("spec.compute.instanceSize", compute.InstanceSize, 63, Syntaxes.Word);
    }

    private static void CheckScaling(ScalingSpec scaling, Findings findings)
    {
        const string Path = "spec.compute.scaling";
        findings.Range($"{Path}.minReplica", scaling.MinReplica, 0, ScalingSpec.MaxReplicas);
        findings.Range($"{Path}.maxReplica", scaling.MaxReplica, 1, ScalingSpec.MaxReplicas);
        findings.Range($"{Path}.scaleToZeroTimeout", scaling.ScaleToZeroTimeout, 0, ScalingSpec.MaxScaleToZeroTimeout);
        if (scaling.MinReplica > scaling.MaxReplica)
        {
            findings.Add(
                $"{Path}.minReplica",
                scaling.MinReplica.ToString(CultureInfo.InvariantCulture),
                $"is above maxReplica, which is {scaling.MaxReplica}",
                "raise maxReplica or lower minReplica");
        }

        if (scaling is { ScaleToZeroTimeout: > 0 and var timeout, MinReplica: not 0 })
        {
            findings.Add(
                $"{Path}.scaleToZeroTimeout",
                timeout.ToString(CultureInfo.InvariantCulture),
                $"needs minReplica 0, which is {scaling.MinReplica}",
                "set minReplica to 0, or leave scaleToZeroTimeout out");
        }

        CheckMeasure(scaling.Measure, findings);
        CheckPace($"{Path}.behavior.scaleUp", scaling.Behavior?.ScaleUp, findings);
        CheckPace($"{Path}.behavior.scaleDown", scaling.Behavior?.ScaleDown, findings);
    }

    private static void CheckPace(string path, ScalingPace? pace, Findings findings)
    {
        findings.Range($"{path}.periodSeconds", pace?.PeriodSeconds, 1, ScalingPace.MaxPeriod);
        findings.Range($"{path}.stabilizationWindowSeconds", pace?.StabilizationWindowSeconds, 0, ScalingPace.MaxWindow);
    }

    private static void CheckMeasure(ScalingMeasure? measure, Findings findings)
    {
        const string Path = "spec.compute.scaling.measure";
        if (measure is null)
        {
            return;
        }

        findings.ExactlyOne(
            Path,
            "measure",
            ("pendingRequests", measure.PendingRequests is not null),
            ("hardwareUsage", measure.HardwareUsage is not null));
        findings.Range($"{Path}.hardwareUsage", measure.HardwareUsage, 1, 100);

        // Written so that NaN, which is neither above nor below anything, is refused, too.
        if (measure.PendingRequests is { } pending && !(pending > 0 && pending <= ScalingMeasure.MaxPendingRequests))
        {
            findings.Add(
                $"{Path}.pendingRequests",
                pending.ToString(CultureInfo.InvariantCulture),
                "is out of bounds",
                $"use a number above 0 and at most {ScalingMeasure.MaxPendingRequests}");
        }
    }

    private static void CheckRoute(RouteSpec? route, Findings findings)
    {
        findings.Text("spec.route.host", route?.Host, MaxHostName, Syntaxes.HostName);
        findings.Text("spec.route.path", route?.Path, 1024, Syntaxes.UrlPath);
    }
}
