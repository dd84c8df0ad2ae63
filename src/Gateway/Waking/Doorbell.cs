using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Sleep;

using k8s;
using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Rbac;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>
/// Marks a sleeping endpoint to be woken, once for each time that it sleeps, however many requests come. The mark counts only for the
/// version of the endpoint that was seen asleep, so of several gateways one writes it.
/// </summary>
[GenericRbac(Groups = [InferenceEndpoint.KubeGroup], Resources = [InferenceEndpoint.KubePluralName], Verbs = RbacVerb.Patch)]
internal sealed partial class Doorbell(IKubernetes cluster, RoutingTable table, TimeProvider clock, ILogger<Doorbell> logger) : BackgroundService
{
    private const int MaxParallelWakes = 16;

    /// <summary>After a failure: short, as callers wait; growing, as the API server may be in trouble.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<NamespacedName> rung = Channel.CreateUnbounded<NamespacedName>();

    /// <summary>Returns at once. Does nothing for an endpoint that is awake or paused, or for which it has been called since it fell asleep.</summary>
    public void Ring(EndpointRoute route)
    {
        if (route.NeedsWaking && route.WakeCall.TryMake(route.AsleepSince!.Value))
        {
            rung.Writer.TryWrite(route.Key);
        }
    }

    /// <summary>
    /// A request has failed. If that is because its endpoint has just fallen asleep, it is woken: now, or when this gateway hears of the sleep.
    /// </summary>
    public void Miss(EndpointRoute route)
    {
        route.Activity.Miss(clock);
        if (table.Current.Get(route.Key) is { } current)
        {
            Ring(current);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        table.OnMissed = Ring;
        return Parallel.ForEachAsync(
            rung.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelWakes, CancellationToken = stoppingToken },
            async (key, token) => await WakeAsync(key, token));
    }

    private async Task WakeAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (table.Current.Get(key) is { NeedsWaking: true } route && !await TryWakeAsync(route, cancellationToken))
        {
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is, callers wait: it is logged and tried again.")]
    private async Task<bool> TryWakeAsync(EndpointRoute route, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.CustomObjects.PatchNamespacedCustomObjectAsync<InferenceEndpoint>(
                new V1Patch(Patch(route).ToJsonString(), V1Patch.PatchType.MergePatch),
                InferenceEndpoint.KubeGroup,
                InferenceEndpoint.KubeApiVersion,
                route.Key.Namespace,
                InferenceEndpoint.KubePluralName,
                route.Key.Name,
                cancellationToken: cancellationToken);
            route.Meter.Woke();
            LogWoken(logger, route.Key);
            return true;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return false; // It has changed, perhaps by another gateway's mark: this one's cache is about to know.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, route.Key, exception.Message);
            return false;
        }
    }

    /// <summary>Later than the sleep that it ends, whatever the clocks of gateway and operator say.</summary>
    private JsonObject Patch(EndpointRoute route)
    {
        var (now, earliest) = (clock.GetUtcNow(), route.AsleepSince!.Value.AddTicks(1));
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = route.ResourceVersion,
                ["annotations"] = new JsonObject { [Annotations.Wake] = SleepMarks.Format(now > earliest ? now : earliest) },
            },
        };
    }

    [LoggerMessage(3100, LogLevel.Information, "A request wakes {Endpoint}")]
    private static partial void LogWoken(ILogger logger, NamespacedName endpoint);

    [LoggerMessage(3101, LogLevel.Warning, "{Endpoint} cannot be woken yet: {Reason}")]
    private static partial void LogFailed(ILogger logger, NamespacedName endpoint, string reason);
}
