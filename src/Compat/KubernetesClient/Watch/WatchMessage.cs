using k8s.Models;

namespace k8s.Watch;

/// <summary>One line of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; of a bookmark it holds the version alone. Null with an error.</param>
/// <param name="Status">The error; null otherwise.</param>
/// <param name="Unreadable">The object, when it is no <typeparamref name="T"/>; null otherwise.</param>
public readonly record struct WatchMessage<T>(WatchEventType Type, T? Object, V1Status? Status, UnreadableObject? Unreadable = null);

/// <summary>An object that is there, and of which no more is known. (Ours: upstream's watch ends at it.)</summary>
/// <param name="Metadata">Which object, and which version of it.</param>
/// <param name="Problem">Why it cannot be read.</param>
public sealed record UnreadableObject(V1ObjectMeta Metadata, string Problem);
