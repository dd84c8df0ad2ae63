using System.Globalization;
using k8s;
using k8s.Models;

namespace InferenceEndpoints.Informers.Store;

/// <summary>
/// Resource versions are etcd revisions: decimal numbers that grow with every write to any object, which KEP-5504 made part of the API. Zero
/// stands for one that cannot be read, and is newer than nothing.
/// </summary>
internal static class ResourceVersion
{
    public static ulong Of(IKubernetesObject<V1ObjectMeta> value) => Parse(value.Metadata.ResourceVersion);

    public static ulong Parse(string? resourceVersion) =>
        ulong.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
