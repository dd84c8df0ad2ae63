using InferenceEndpoints.Starts;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>What a gateway tells at <c>/activity</c>.</summary>
/// <param name="Gateway">Another one after a restart, when all counters begin anew.</param>
/// <param name="Endpoints">Those that had a request since the gateway's start.</param>
internal sealed record GatewayReport(string Gateway, IReadOnlyList<EndpointReport> Endpoints);

/// <param name="Namespace">The endpoint's.</param>
/// <param name="Name">The endpoint's.</param>
/// <param name="LastRequest">By the gateway's clock.</param>
/// <param name="InFlight">Requests that have not ended, those that wait for a replica among them.</param>
/// <param name="Pending">Of these the ones without a status line yet.</param>
/// <param name="Requests">Since the gateway's start.</param>
/// <param name="FirstWait">Null: no request had to wait for the replicas of now.</param>
internal sealed record EndpointReport(
    string Namespace, string Name, DateTimeOffset LastRequest, long InFlight, long Pending, long Requests, FirstWait? FirstWait = null);
