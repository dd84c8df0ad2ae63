namespace IntegrationTests.Servers;

/// <summary>A downloaded model on disk, removed when the test ends.</summary>
internal sealed class ModelDirectory : IDisposable
{
    public const string Commit = "8a317358b28988575fcf9f8cd96c629ef57a1786";

    public string Path { get; } = Directory.CreateTempSubdirectory("model-").FullName;

    public static ModelDirectory Empty() => new();

    /// <summary>As <c>hf download --local-dir</c> leaves it.</summary>
    public static ModelDirectory Downloaded()
    {
        var directory = new ModelDirectory();
        directory.Write("config.json", """{"model_type": "gpt2"}""");
        directory.Write(".cache/huggingface/download/config.json.metadata", $"{Commit}\n7b0a9f\n1795222763.8\n");
        return directory;
    }

    public ModelDirectory Write(string file, string content)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
