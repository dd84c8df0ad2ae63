namespace k8s.Models;

/// <summary>A change to an object, and the language that it is written in.</summary>
public record V1Patch
{
    public enum PatchType
    {
        Unknown,
        JsonPatch,
        MergePatch,
        StrategicMergePatch,

        /// <summary>Server-side apply: the content is the whole of what the field manager wants.</summary>
        ApplyPatch,
    }

    /// <param name="body">A string is sent as it is; anything else is serialised as JSON.</param>
    /// <param name="type">The patch language.</param>
    /// <exception cref="ArgumentException">The type is <see cref="PatchType.Unknown"/>.</exception>
    public V1Patch(object body, PatchType type)
    {
        if (type == PatchType.Unknown)
        {
            throw new ArgumentException("A patch needs a type.", nameof(type));
        }

        Content = body ?? throw new ArgumentNullException(nameof(body));
        Type = type;
    }

    public object Content { get; }

    public PatchType Type { get; }
}
