using System.Collections.Frozen;

namespace InferenceEndpoints.Gateway.MediaTypes;

/// <summary>The inference toolkit takes a few content types, letter by letter, and refuses the others that mean the same.</summary>
internal static class ToolkitTypes
{
    private const string Json = "application/json";

    /// <summary>What clients send, without parameters, and what the toolkit calls it.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["text/json"] = Json,
        [Json] = Json,
        ["audio/vnd.wave"] = "audio/wav",
        ["audio/x-pn-wav"] = "audio/wav",
        ["audio/mp3"] = "audio/mpeg",
        ["audio/x-mp3"] = "audio/mpeg",
        ["audio/mp4"] = "audio/m4a",
        ["audio/aac"] = "audio/m4a",
        ["audio/opus"] = "audio/ogg",
        ["application/ogg"] = "audio/ogg",
        ["video/ogg"] = "audio/ogg",
        ["video/webm"] = "audio/webm",
        ["video/mp4"] = "audio/m4a",
        ["image/x-ms-bmp"] = "image/bmp",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Exact = new[]
    {
        "image/png", "image/jpeg", "image/jpg", "image/tiff", "image/bmp", "image/gif", "image/webp", "image/x-image",
        "audio/x-flac", "audio/flac", "audio/mpeg", "audio/x-mpeg-3", "audio/wave", "audio/wav", "audio/x-wav", "audio/ogg", "audio/x-audio",
        "audio/webm", "audio/AMR", "audio/AMR-WB", "audio/AMR-WB+", "audio/m4a", "audio/x-m4a",
    }.ToFrozenDictionary(type => type, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the toolkit takes in place of a type; the type itself when there is nothing.</summary>
    public static string Of(string type)
    {
        var bare = type.Split(';', 2)[0].Trim();
        return Names.GetValueOrDefault(bare) ?? Exact.GetValueOrDefault(bare) ?? type;
    }

    /// <summary>For bytes that nobody can tell: what the task works on.</summary>
    public static string? OfTask(string? task) => task switch
    {
        null => null,
        _ when task.StartsWith("audio-", StringComparison.Ordinal) || task is "automatic-speech-recognition" => "audio/x-audio",
        _ when task.StartsWith("image-", StringComparison.Ordinal) || task is "object-detection" or "depth-estimation" or "mask-generation" => "image/x-image",
        _ => null,
    };
}
