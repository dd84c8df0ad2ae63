using YamlDotNet.RepresentationModel;

namespace k8s.KubeConfigModels;

/// <summary>A node of a kubeconfig that is asked for what may not be there.</summary>
internal readonly struct KubeConfigNode(YamlNode? node)
{
    private readonly YamlNode? node = node;

    public bool Has(string key) => Find(key) is YamlMappingNode;

    public KubeConfigNode Child(string key) => new(Find(key));

    /// <summary>The scalar; null when it is missing, empty or null.</summary>
    public string? Text(string key) => Find(key) is YamlScalarNode { Value: { Length: > 0 } text } && text is not ("null" or "~") ? text : null;

    /// <summary>A path, relative to the folder of the file that it stands in.</summary>
    public string? Path(string key, string folder) => Text(key) is { } path ? System.IO.Path.GetFullPath(path, folder) : null;

    public IEnumerable<KubeConfigNode> Items(string key) =>
        Find(key) is YamlSequenceNode list ? list.Select(item => new KubeConfigNode(item)) : [];

    public IEnumerable<string> Texts(string key) =>
        Find(key) is YamlSequenceNode list ? list.OfType<YamlScalarNode>().Select(item => item.Value ?? "") : [];

    private YamlNode? Find(string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
