namespace InferenceEndpoints.ModelHub.Repositories;

/// <param name="Id"><c>org/name</c>.</param>
/// <param name="IsGated">Files need a token whose owner was granted access; names and sizes are public.</param>
/// <param name="Revisions">Its branches.</param>
internal sealed record Repository(string Id, bool IsGated, IReadOnlyList<Revision> Revisions)
{
    /// <summary>Finds a branch by its name, or by its commit.</summary>
    public Revision? Find(string revision) => Revisions.FirstOrDefault(known => known.Branch == revision || known.Sha == revision);
}

internal sealed record Revision(string Branch, string Sha, IReadOnlyList<HubFile> Files);
