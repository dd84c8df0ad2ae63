using k8s;
using k8s.Models;

namespace InferenceEndpoints.Informers;

public sealed class InformerOptions<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Null: what the type's <see cref="KubernetesEntityAttribute"/> says.</summary>
    public ResourceKind? Kind { get; set; }

    /// <summary>Each is listed and watched on its own, so a Role in each is enough. Empty: all, by one request. Default empty.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    public string? LabelSelector { get; set; }

    public string? FieldSelector { get; set; }

    /// <summary>Objects per list request. Default 500, as kubectl and client-go.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>Until a list page must be read, or the headers of a watch. Default 60 s: the API server's own limit for a request.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long the API server is asked to keep a watch, give or take a fifth, so that many watches do not end together. A watch that is open
    /// ten seconds longer is cut from this side. Default 5 minutes.
    /// </summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Applied to each object before it is stored: drop what nobody reads. Null: as it came.</summary>
    public Func<T, T>? Transform { get; set; }

    /// <summary>By name: the keys under which <see cref="IInformer{T}.ByIndex"/> finds an object. Functions must be pure.</summary>
    public IDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; } = new Dictionary<string, Func<T, IEnumerable<string>>>();
}
