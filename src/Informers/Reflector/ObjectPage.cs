using System.Runtime.InteropServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using k8s.Watch;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>A page of a list: what could be read of it, and what could not.</summary>
internal sealed record ObjectPage<T>(V1ListMeta Metadata, IEnumerable<T> Items, IReadOnlyList<UnreadableObject> Unreadable)
    where T : IKubernetesObject<V1ObjectMeta>
{
    public static ObjectPage<T> Of(KubernetesList<T> list) => new(list.Metadata, list.Items, []);

    /// <exception cref="JsonException">It is no list of objects.</exception>
    public static ObjectPage<T> Readable(JsonElement list)
    {
        var items = new List<T>();
        var unreadable = new List<UnreadableObject>();
        foreach (var item in Field(list, "items").EnumerateArray())
        {
            try
            {
                items.Add(Read<T>(item));
            }
            catch (JsonException exception)
            {
                unreadable.Add(new UnreadableObject(Read<V1ObjectMeta>(Field(item, "metadata")), exception.Message));
            }
        }

        return new ObjectPage<T>(Read<V1ListMeta>(Field(list, "metadata")), items, unreadable);
    }

    private static TValue Read<TValue>(JsonElement element) => KubernetesJson.Deserialize<TValue>(JsonMarshal.GetRawUtf8Value(element));

    private static JsonElement Field(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var field) ? field : throw new JsonException($"There is no {name}.");
}
