using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace k8s;

/// <summary>JSON as the API server reads and writes it. Without reflection: every type comes from a source-generated context.</summary>
public static class KubernetesJson
{
    private static readonly Lock Gate = new();
    private static volatile JsonSerializerOptions options = Create(configure: null);

    /// <summary>
    /// Adds what other assemblies need: <c>AddJsonOptions(o =&gt; o.TypeInfoResolverChain.Insert(0, TheirContext.Default))</c>.
    /// Call it before the first use; options in use are frozen, so each call starts from a copy.
    /// </summary>
    public static void AddJsonOptions(Action<JsonSerializerOptions> configure)
    {
        lock (Gate)
        {
            options = Create(configure);
        }
    }

    public static TValue Deserialize<TValue>(string json, JsonSerializerOptions? jsonSerializerOptions = null) =>
        JsonSerializer.Deserialize(json, TypeInfo<TValue>(jsonSerializerOptions))!;

    public static TValue Deserialize<TValue>(ReadOnlySpan<byte> utf8Json) => JsonSerializer.Deserialize(utf8Json, TypeInfo<TValue>())!;

    public static string Serialize(object value, JsonSerializerOptions? jsonSerializerOptions = null) =>
        JsonSerializer.Serialize(value, (jsonSerializerOptions ?? options).GetTypeInfo(value.GetType()));

    public static byte[] SerializeToUtf8Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, options.GetTypeInfo(value.GetType()));

    /// <exception cref="NotSupportedException">No context that was added knows the type.</exception>
    internal static JsonTypeInfo<TValue> TypeInfo<TValue>(JsonSerializerOptions? jsonSerializerOptions = null) =>
        (JsonTypeInfo<TValue>)(jsonSerializerOptions ?? options).GetTypeInfo(typeof(TValue));

    private static JsonSerializerOptions Create(Action<JsonSerializerOptions>? configure)
    {
        var created = configure is null ? new JsonSerializerOptions(KubernetesJsonContext.Default.Options) : new JsonSerializerOptions(options);
        if (configure is null)
        {
            created.TypeInfoResolverChain.Add(new KubernetesListResolver());
            created.Converters.Add(new SharedStringConverter());
        }

        configure?.Invoke(created);
        created.MakeReadOnly();
        return created;
    }
}
