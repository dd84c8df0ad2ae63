namespace InferenceEndpoints.Informers;

public enum InformerEventType
{
    Added,
    Modified,
    Deleted,
}

// "Object" is Kubernetes' word, in watch events too.
#pragma warning disable CA1720
/// <summary>A change of the cache. Of a deletion, <see cref="Object"/> is the last state; an addition has no <see cref="Previous"/>.</summary>
public readonly record struct InformerEvent<T>(InformerEventType Type, T Object, T? Previous);
#pragma warning restore CA1720
