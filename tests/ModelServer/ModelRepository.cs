namespace InferenceEndpoints.ModelServer;

/// <summary>What was downloaded: the server works on files that exist, and says which.</summary>
/// <param name="Directory">Where the files are.</param>
/// <param name="Sha">The commit that the hub client noted beside the files; null when they came another way.</param>
/// <param name="FileCount">Files, without the client's own notes.</param>
/// <param name="TotalBytes">Their size.</param>
/// <param name="HandlerClass">The class of the custom handler, null without <c>handler.py</c>.</param>
internal sealed record ModelRepository(string Directory, string? Sha, int FileCount, long TotalBytes, string? HandlerClass)
{
    /// <summary>The hub client keeps one note per downloaded file here; its first line is the commit.</summary>
    private const string ClientNotes = ".cache/huggingface/download";

    /// <exception cref="InvalidModelException">There is nothing to load.</exception>
    public static ModelRepository Open(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw new InvalidModelException($"The model directory {directory} does not exist: is the volume mounted?");
        }

        // By default hidden entries (the client's notes) and what may not be read (a volume's lost+found) are passed over.
        var visible = new EnumerationOptions { RecurseSubdirectories = true };
        var files = new DirectoryInfo(directory).EnumerateFiles("*", visible).ToList();
        if (files.Count == 0)
        {
            throw new InvalidModelException($"The model directory {directory} is empty: nothing was downloaded into it.");
        }

        // Every byte is read, as an engine does that maps its weights: a file that cannot be read fails here.
        var bytes = files.Sum(Read);
        var handler = ReadHandlerClass(Path.Combine(directory, "handler.py"));
        return new ModelRepository(directory, ReadSha(directory), files.Count, bytes, handler);
    }

    private static long Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (stream.Read(buffer) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    private static string? ReadSha(string directory)
    {
        var notes = new DirectoryInfo(Path.Combine(directory, ClientNotes));
        var note = notes.Exists ? notes.EnumerateFiles("*.metadata", SearchOption.AllDirectories).FirstOrDefault() : null;
        return note is null ? null : File.ReadLines(note.FullName).FirstOrDefault();
    }

    private static string? ReadHandlerClass(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        const string Contract = "class EndpointHandler";
        return File.ReadLines(path).Any(line => line.StartsWith(Contract, StringComparison.Ordinal))
            ? "EndpointHandler"
            : throw new InvalidModelException($"{path} does not define '{Contract}', which a custom handler must.");
    }
}

internal sealed class InvalidModelException(string message) : Exception(message);
