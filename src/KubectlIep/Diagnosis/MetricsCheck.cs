using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Can HorizontalPodAutoscalers read what endpoints scale by?</summary>
internal static class MetricsCheck
{
    private static readonly (string Group, string Without)[] Needed =
    [
        ("metrics.k8s.io", "endpoints on CPUs keep their number of replicas: install metrics-server"),
        ("external.metrics.k8s.io", "endpoints that scale by pending requests or GPU use keep their number of replicas"),
    ];

    public static IEnumerable<Finding> Judge(V1APIGroupList served) => Needed.Select(needed =>
        served.Groups?.Any(group => group.Name == needed.Group) == true
            ? Finding.Ok(needed.Group, "served")
            : Finding.Warn(needed.Group, "not served", needed.Without));
}
