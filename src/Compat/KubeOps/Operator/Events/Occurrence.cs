using InferenceEndpoints.Informers;
using k8s.Models;
using KubeOps.Abstractions.Events;

namespace KubeOps.Operator.Events;

/// <summary>Something that happened to an object. Two are the same Event when all but the time is equal.</summary>
internal sealed record Occurrence(
    NamespacedName Object, V1ObjectReference Reference, string Reason, string Message, EventType Type, DateTimeOffset Time)
{
    public EventIdentity Identity => new(Object, Reference.Uid, Reason, Message, Type);
}

internal readonly record struct EventIdentity(NamespacedName Object, string? Uid, string Reason, string Message, EventType Type);
