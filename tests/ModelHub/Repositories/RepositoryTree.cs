using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InferenceEndpoints.ModelHub.Repositories;

/// <summary>
/// Reads <c>{org}/{name}/{branch}/files</c>. A file <c>weights.bin.size</c> with the text <c>24MiB</c> becomes a generated
/// <c>weights.bin</c>; an empty file <c>{org}/{name}/gated</c> makes the repository gated.
/// </summary>
internal sealed class RepositoryTree
{
    private const string SizeSuffix = ".size";

    private readonly Dictionary<string, Repository> _repositories;

    public RepositoryTree(HubOptions options) =>
        _repositories = new DirectoryInfo(options.Root).EnumerateDirectories()
            .SelectMany(organisation => organisation.EnumerateDirectories())
            .Select(Read)
            .ToDictionary(repository => repository.Id, StringComparer.OrdinalIgnoreCase);

    public Repository? Find(string organisation, string name) => _repositories.GetValueOrDefault($"{organisation}/{name}");

    private static Repository Read(DirectoryInfo directory) => new(
        $"{directory.Parent!.Name}/{directory.Name}",
        File.Exists(Path.Combine(directory.FullName, "gated")),
        [.. directory.EnumerateDirectories().Select(ReadRevision)]);

    private static Revision ReadRevision(DirectoryInfo branch)
    {
        var files = branch.EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => ReadFile(Path.GetRelativePath(branch.FullName, file.FullName), file))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();

        // A commit is named by what is in it. The hash of generated content would take long, and follows from its name and size.
        var content = string.Join('\n', files.Select(file => $"{file.Path} {file.Size} {(file.IsLfs ? "" : file.Oid)}"));
        return new Revision(branch.Name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..40], files);
    }

    private static HubFile ReadFile(string path, FileInfo file) => path.EndsWith(SizeSuffix, StringComparison.Ordinal)
        ? new GeneratedFile(path[..^SizeSuffix.Length], ParseSize(File.ReadAllText(file.FullName).Trim()))
        : new GitFile(path, file);

    private static long ParseSize(string text)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'G', 'i', 'B'] => (number, 1L << 30),
            [.. var number, 'M', 'i', 'B'] => (number, 1L << 20),
            [.. var number, 'K', 'i', 'B'] => (number, 1L << 10),
            _ => (text, 1L),
        };
        return long.Parse(digits, CultureInfo.InvariantCulture) * unit;
    }
}
