using System.Globalization;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>How long a request waits for a replica: as long as its caller says, else as the endpoint does, and no longer than the gateway lets it.</summary>
internal static class HoldTime
{
    public const string Header = "X-Scale-Up-Timeout";

    /// <param name="header">Whole seconds. What is no number counts as if it was not there.</param>
    /// <param name="ofEndpoint"><c>spec.coldStart.holdSeconds</c>.</param>
    /// <param name="longest">The gateway's own limit.</param>
    /// <returns>Zero: the request does not wait.</returns>
    public static TimeSpan Of(StringValues header, TimeSpan ofEndpoint, TimeSpan longest)
    {
        var wanted = int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : ofEndpoint;
        return wanted < longest ? wanted : longest;
    }
}
