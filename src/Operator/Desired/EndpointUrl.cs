using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The public URL of an endpoint: stable for its life, over pause, sleep and update.</summary>
internal static class EndpointUrl
{
    public static string Of(InferenceEndpoint endpoint, UrlOptions options)
    {
        var route = endpoint.Spec.Route;
        var host = string.IsNullOrEmpty(route?.Host) ? $"{endpoint.Metadata.Name}-{Names.UrlId(endpoint)}.{options.Domain}" : route.Host;
        return $"{options.Scheme}://{host}{route?.Path?.TrimEnd('/')}";
    }
}
