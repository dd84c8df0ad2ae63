using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Can HorizontalPodAutoscalers read what endpoints scale by?</summary>
internal static class MetricsCheck
{
    /// <summary>By which the API server is led to external metrics: the operator's, or another's.</summary>
    public const string ApiService = "v1beta1.external.metrics.k8s.io";

    private const string Resource = "metrics.k8s.io";
    private const string External = "external.metrics.k8s.io";

    /// <param name="served">What the API server offers: a group whose server does not answer is absent.</param>
    /// <param name="registered">The object of the name <see cref="ApiService"/>; null: there is none.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<Finding> Judge(V1APIGroupList served, V1APIService? registered, DateTimeOffset now)
    {
        yield return IsServed(served, Resource)
            ? Finding.Ok(Resource, "served")
            : Finding.Warn(Resource, "not served", "endpoints on CPUs keep their number of replicas: install metrics-server");
        yield return (IsServed(served, External), registered?.Spec?.Service, CertificateBundle.Expiry(registered?.Spec?.CaBundle)) switch
        {
            (_, _, { } end) when end <= now => Finding.Warn(
                External, $"its authority expired {end:yyyy-MM-dd}", "the operator renews it: look whether it runs, and into its log"),
            (true, _, { } end) => Finding.Ok(External, $"served, trusted until {end:yyyy-MM-dd}"),
            (true, _, null) => Finding.Ok(External, "served"),
            (false, { } service, _) => Finding.Warn(
                External, $"Service {service.NamespaceProperty}/{service.Name} does not answer", $"'kubectl describe apiservice {ApiService}' says why"),
            _ => Finding.Warn(
                External,
                "not served",
                "endpoints that scale by pending requests or GPU use keep their number of replicas: set operator.settings.metricsApi.enabled, or apply deploy/metrics-api"),
        };
    }

    private static bool IsServed(V1APIGroupList served, string group) => served.Groups?.Any(known => known.Name == group) == true;
}
