using k8s.Models;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>The API server ended a watch with an error.</summary>
internal sealed class WatchException(V1Status status) : Exception($"{status.Reason}: {status.Message} ({status.Code})");
