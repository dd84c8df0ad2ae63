using System.Text.Json;
using System.Text.Json.Serialization;

using k8s.Models;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>What the API server asks a webhook, and what it hears: <c>admission.k8s.io/v1</c>, as far as it is looked at here.</summary>
internal sealed record AdmissionReview
{
    public string ApiVersion { get; init; } = "admission.k8s.io/v1";

    public string Kind { get; init; } = "AdmissionReview";

    public AdmissionRequest? Request { get; init; }

    public AdmissionResponse? Response { get; init; }
}

internal sealed record AdmissionRequest
{
    public const string Create = "CREATE";
    public const string Update = "UPDATE";

    public required string Uid { get; init; }

    public required AdmissionKind Kind { get; init; }

    public required string Operation { get; init; }

    public string? Namespace { get; init; }

    public AdmissionUser? UserInfo { get; init; }

    /// <summary>Empty while the API server has not made one of <c>generateName</c>.</summary>
    public string? Name { get; init; }

    public JsonElement? Object { get; init; }

    public JsonElement? OldObject { get; init; }
}

internal sealed record AdmissionKind(string Group, string Version, string Kind);

internal sealed record AdmissionUser(string? Username);

internal sealed record AdmissionResponse
{
    public const string JsonPatch = "JSONPatch";

    public required string Uid { get; init; }

    public required bool Allowed { get; init; }

    public AdmissionStatus? Status { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Null: the object is to stay as it is.</summary>
    public string? PatchType { get; init; }

    public byte[]? Patch { get; init; }
}

/// <summary>Why not. The API server puts the name of the webhook before the message and hands it to the caller.</summary>
internal sealed record AdmissionStatus(int Code, string Reason, string Message, V1StatusDetails Details);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionReview))]
[JsonSerializable(typeof(PatchOperation[]))]
internal sealed partial class AdmissionJsonContext : JsonSerializerContext;
