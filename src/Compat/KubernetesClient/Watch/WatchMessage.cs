using k8s.Models;

namespace k8s.Watch;

/// <summary>One line of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; of a bookmark it holds the version alone. Null with an error.</param>
/// <param name="Status">The error; null otherwise.</param>
public readonly record struct WatchMessage<T>(WatchEventType Type, T? Object, V1Status? Status);
