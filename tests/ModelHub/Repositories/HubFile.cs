using System.Security.Cryptography;
using System.Text;

namespace InferenceEndpoints.ModelHub.Repositories;

/// <summary>One file of a revision: small ones are Git's, weights are LFS's and generated as they are read.</summary>
internal abstract class HubFile(string path, long size)
{
    /// <summary>Relative to the repository, with slashes.</summary>
    public string Path => path;

    public long Size => size;

    /// <summary>What names the content: Git's SHA-1, or the SHA-256 of LFS.</summary>
    public abstract string Oid { get; }

    public abstract bool IsLfs { get; }

    public abstract Stream Open();
}

internal sealed class GitFile(string path, FileInfo file) : HubFile(path, file.Length)
{
    public override string Oid { get; } = BlobOid(File.ReadAllBytes(file.FullName));

    public override bool IsLfs => false;

    public override Stream Open() => file.OpenRead();

    private static string BlobOid(byte[] content)
    {
        byte[] blob = [.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content];
#pragma warning disable CA5350 // Git names its objects by SHA-1; nothing is protected by it here.
        return Convert.ToHexStringLower(SHA1.HashData(blob));
#pragma warning restore CA5350
    }
}

/// <remarks>The first question for the hash of some gigabytes takes seconds; the answer is kept.</remarks>
internal sealed class GeneratedFile(string path, long size) : HubFile(path, size)
{
    private readonly Lazy<string> _oid = new(() =>
    {
        using var content = new GeneratedStream(path, size);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    });

    public override string Oid => _oid.Value;

    public override bool IsLfs => true;

    public override Stream Open() => new GeneratedStream(Path, Size);
}
