using System.Text.Json.Serialization;

namespace InferenceEndpoints.ModelHub.Api;

internal sealed record ErrorBody(string Error);

internal sealed record ModelInfo(
    string Id, string ModelId, string Sha, bool Private, bool Disabled, string? Gated, IReadOnlyList<Sibling> Siblings);

internal sealed record Sibling(string Rfilename);

internal sealed record TreeEntry(string Type, string Oid, long Size, string Path, LfsPointer? Lfs);

internal sealed record LfsPointer(string Oid, long Size, int PointerSize);

internal sealed record WhoAmI(string Type, string Id, string Name, string Fullname, IReadOnlyList<Organisation> Orgs, Authentication Auth);

internal sealed record Organisation(string Name);

internal sealed record Authentication(string Type, AccessToken AccessToken);

internal sealed record AccessToken(string DisplayName, string Role);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(IReadOnlyList<TreeEntry>))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(IReadOnlyCollection<Faults.SeenRequest>))]
internal sealed partial class HubJson : JsonSerializerContext;
