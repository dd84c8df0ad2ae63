using System.Collections.Immutable;
using System.Globalization;
using System.Net;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Activity;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Waking;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Models;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>Reads an endpoint and its pods into a route.</summary>
internal static class RouteBuilder
{
    /// <summary>Of the operator: the name of the port that serves.</summary>
    private const string HttpPort = "http";

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="pods">Its pods, in whatever state.</param>
    /// <param name="previous">The counters of its replicas, and its rate limit, go on.</param>
    /// <param name="meter">The endpoint's own.</param>
    public static EndpointRoute Build(InferenceEndpoint endpoint, IReadOnlyList<V1Pod> pods, EndpointRoute? previous, EndpointMeter meter)
    {
        var url = Uri.TryCreate(endpoint.Status?.Url, UriKind.Absolute, out var parsed) ? parsed : null;
        var backends = pods
            .Select(pod => (Pod: pod, Authority: Authority(pod)))
            .Where(pod => pod.Authority is not null)
            .Select(pod => (pod.Pod, Backend: Find(previous?.Backends ?? [], pod.Pod.Metadata.Uid ?? "", pod.Authority!)))
            .ToList();
        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        return new EndpointRoute
        {
            Key = NamespacedName.Of(endpoint),
            Host = url?.Host,
            PathPrefix = url?.AbsolutePath.TrimEnd('/') ?? "",
            ModelNames = ModelNames(endpoint),
            Task = endpoint.Spec.Model.Task,
            IsToolkit = endpoint.Spec.Model.Image.Huggingface is not null,
            LacksRoot = endpoint.Spec.Model.Image is { Vllm: not null } or { Sglang: not null } or { Llamacpp: not null },
            Access = Access(endpoint.Spec.Type),
            IsPaused = endpoint.Spec.Paused,
            State = EndpointStates.FromWord(endpoint.Status?.State),
            Created = endpoint.Metadata.CreationTimestamp,
            Backends = [.. backends.Select(pod => pod.Backend)],
            Ready = [.. backends.Where(pod => IsReady(pod.Pod, pod.Backend)).Select(pod => pod.Backend)],
            Starting = [.. backends.Where(pod => !IsReady(pod.Pod, pod.Backend)).Select(pod => Starting(pod.Pod, pod.Backend)).OfType<StartingPod>()],
            AsleepSince = marks.IsAsleep ? marks.SleepTime : null,
            ResourceVersion = endpoint.Metadata.ResourceVersion,
            Version = Version(endpoint),
            StartDuration = endpoint.Status?.LastStart is { StartedAt: { } started, ReadyAt: { } ready } && ready > started ? ready - started : null,
            HoldTime = TimeSpan.FromSeconds(endpoint.Spec.ColdStart?.HoldSeconds ?? 0),
            HeartbeatInterval = TimeSpan.FromSeconds(endpoint.Spec.ColdStart?.HeartbeatSeconds ?? 0),
            // The schema allows no other numbers.
            MaxPerReplica = endpoint.Spec.Balancing?.MaxConcurrentRequestsPerReplica is { } limit ? Math.Max(1, limit) : null,
            HashesPrompts = endpoint.Spec.Balancing?.Strategy == BalancingStrategies.PrefixHash,
            Bucket = RequestBucket.Of(endpoint.Spec.RateLimit, previous?.Bucket),
            Meter = meter,
            Activity = previous?.Activity ?? new EndpointActivity(),
            Room = previous?.Room ?? new WaitingRoom(),
            WakeCall = previous?.WakeCall ?? new WakeCall(),
        };
    }

    private static ImmutableArray<string> ModelNames(InferenceEndpoint endpoint) =>
        [.. new[] { NamespacedName.Of(endpoint).ToString(), endpoint.Metadata.Name, endpoint.Spec.Model.Repository }.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>An endpoint that is deleted and made again begins with the same generation.</summary>
    private static string? Version(InferenceEndpoint endpoint) =>
        endpoint.Metadata.Generation == endpoint.Status?.ObservedGeneration
        && EndpointStates.FromWord(endpoint.Status?.State) is not (EndpointState.Updating or EndpointState.UpdateFailed)
            ? string.Create(CultureInfo.InvariantCulture, $"{endpoint.Metadata.Uid}/{endpoint.Metadata.Generation}")
            : null;

    private static AccessType Access(string type) => type switch
    {
        EndpointTypes.Public => AccessType.Public,
        EndpointTypes.Protected or EndpointTypes.Authenticated => AccessType.Protected,
        _ => AccessType.Private,
    };

    private static Backend Find(ImmutableArray<Backend> previous, string uid, string authority) =>
        previous.FirstOrDefault(backend => backend.PodUid == uid && backend.Authority == authority) ?? new Backend(uid, authority);

    /// <summary>A pod that is on its way out finishes what it has, and gets nothing new.</summary>
    private static bool IsReady(V1Pod pod, Backend backend) =>
        pod.Metadata.DeletionTimestamp is null
        && backend.IsReady(pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true);

    /// <summary>Null: it is on its way out, or its health is not asked for over HTTP.</summary>
    private static StartingPod? Starting(V1Pod pod, Backend backend) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Spec?.Containers?.FirstOrDefault(container => container.Name == ContainerNames.Model)?.ReadinessProbe?.HttpGet?.Path is { } path
        && Uri.TryCreate($"http://{backend.Authority}{path}", UriKind.Absolute, out var health)
            ? new StartingPod(backend, health)
            : null;

    private static string? Authority(V1Pod pod)
    {
        var port = pod.Spec?.Containers?.FirstOrDefault(container => container.Name == ContainerNames.Model)
            ?.Ports?.FirstOrDefault(port => port.Name == HttpPort)?.ContainerPort;
        return port is { } number && IPAddress.TryParse(pod.Status?.PodIP, out var address) ? new IPEndPoint(address, number).ToString() : null;
    }
}
