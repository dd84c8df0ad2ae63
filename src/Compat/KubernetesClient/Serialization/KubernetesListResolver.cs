using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace k8s;

/// <summary>Reads a <see cref="KubernetesList{T}"/> of whatever element a context knows: no context has to name its lists.</summary>
internal sealed class KubernetesListResolver : IJsonTypeInfoResolver
{
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(KubernetesList<>))
        {
            return null;
        }

        var factory = (IListTypeInfoFactory)Activator.CreateInstance(typeof(ListTypeInfoFactory<>).MakeGenericType(type.GetGenericArguments()))!;
        return factory.Create(options);
    }

    private interface IListTypeInfoFactory
    {
        JsonTypeInfo Create(JsonSerializerOptions options);
    }

    private sealed class ListTypeInfoFactory<T> : IListTypeInfoFactory
        where T : IKubernetesObject
    {
        public JsonTypeInfo Create(JsonSerializerOptions options) =>
            JsonMetadataServices.CreateValueInfo<KubernetesList<T>>(options, new KubernetesListConverter<T>());
    }
}

internal sealed class KubernetesListConverter<T> : JsonConverter<KubernetesList<T>>
    where T : IKubernetesObject
{
    public override KubernetesList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var list = new KubernetesList<T>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                ReadItems(ref reader, list, KubernetesJson.TypeInfo<T>(options));
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                list.Metadata = JsonSerializer.Deserialize(ref reader, KubernetesJson.TypeInfo<V1ListMeta>(options)) ?? new V1ListMeta();
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                list.Kind = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Read();
                list.ApiVersion = reader.GetString() ?? "";
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return list;
    }

    public override void Write(Utf8JsonWriter writer, KubernetesList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, value.ApiVersion);
        writer.WriteString("kind"u8, value.Kind);
        writer.WritePropertyName("metadata"u8);
        JsonSerializer.Serialize(writer, value.Metadata, KubernetesJson.TypeInfo<V1ListMeta>(options));
        writer.WriteStartArray("items"u8);
        foreach (var item in value.Items)
        {
            JsonSerializer.Serialize(writer, item, KubernetesJson.TypeInfo<T>(options));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void ReadItems(ref Utf8JsonReader reader, KubernetesList<T> list, JsonTypeInfo<T> typeInfo)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonSerializer.Deserialize(ref reader, typeInfo) is { } item)
            {
                list.Items.Add(item);
            }
        }
    }
}
