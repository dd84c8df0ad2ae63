using InferenceEndpoints.Crds;

// Usage: dotnet run --project src/Crds -- --output <repository> [--check]
var root = Path.GetFullPath(args.SkipWhile(arg => arg != "--output").Skip(1).FirstOrDefault() ?? ".");
var isCheck = args.Contains("--check");
var stale = 0;
foreach (var (path, content) in GeneratedFiles.All())
{
    var file = Path.Combine(root, path);
    if (File.Exists(file) && await File.ReadAllTextAsync(file) == content)
    {
        continue;
    }

    stale++;
    Console.WriteLine(isCheck ? $"{path} is not what the code says: run 'make crds'" : $"wrote {path}");
    if (!isCheck)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content);
    }
}

return isCheck && stale > 0 ? 1 : 0;
