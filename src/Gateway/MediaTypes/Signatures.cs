using System.Collections.Immutable;

namespace InferenceEndpoints.Gateway.MediaTypes;

/// <summary>Tells what bytes are by how they begin (WHATWG, MIME Sniffing; for AMR RFC 4867, 5.1).</summary>
internal static class Signatures
{
    /// <summary>Bytes that suffice for all of them.</summary>
    public const int Length = 12;

    private static readonly ImmutableArray<(byte[] Start, int Offset, byte[] Then, string Type)> Known =
    [
        ([.. "RIFF"u8], 8, [.. "WAVE"u8], "audio/wav"),
        ([.. "RIFF"u8], 8, [.. "WEBP"u8], "image/webp"),
        ([.. "fLaC"u8], 0, [], "audio/flac"),
        ([.. "OggS"u8], 0, [], "audio/ogg"),
        ([.. "ID3"u8], 0, [], "audio/mpeg"),
        ([0x1A, 0x45, 0xDF, 0xA3], 0, [], "audio/webm"),
        ([.. "#!AMR-WB"u8], 0, [], "audio/AMR-WB"),
        ([.. "#!AMR"u8], 0, [], "audio/AMR"),
        ([0x89, .. "PNG"u8], 0, [], "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, [], "image/jpeg"),
        ([.. "GIF8"u8], 0, [], "image/gif"),
        ([.. "BM"u8], 0, [], "image/bmp"),
        ([.. "II*\0"u8], 0, [], "image/tiff"),
        ([.. "MM\0*"u8], 0, [], "image/tiff"),
        ([], 4, [.. "ftyp"u8], "audio/m4a"),
    ];

    /// <param name="bytes">The first <see cref="Length"/> bytes; fewer when there are no more.</param>
    /// <returns>Null: they are nothing that a model takes.</returns>
    public static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var (start, offset, then, type) in Known)
        {
            if (bytes.StartsWith(start) && bytes.Length >= offset && bytes[offset..].StartsWith(then))
            {
                return type;
            }
        }

        return IsMpegFrame(bytes) ? "audio/mpeg" : bytes.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? "application/json" : null;
    }

    /// <summary>Eleven bits of a frame's beginning, then a version and a layer that exist: an MP3 without a tag.</summary>
    private static bool IsMpegFrame(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, var second, ..] && (second & 0xE0) == 0xE0 && (second & 0x18) != 0x08 && (second & 0x06) != 0;
}
