using InferenceEndpoints.Gateway.MediaTypes;

namespace InferenceEndpoints.Gateway.UnitTests.MediaTypes;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("524946460000000057415645", "audio/wav")]
    [InlineData("524946460000000057454250", "image/webp")]
    [InlineData("524946460000000041564920", null)] // AVI
    [InlineData("52494646", null)]
    [InlineData("664C6143", "audio/flac")]
    [InlineData("4F676753", "audio/ogg")]
    [InlineData("494433040000", "audio/mpeg")]
    [InlineData("FFFB90640000", "audio/mpeg")]
    [InlineData("FFF150800000", null)] // AAC in ADTS: layer 0
    [InlineData("FFEB90640000", null)] // an MPEG version that does not exist
    [InlineData("1A45DFA3", "audio/webm")]
    [InlineData("2321414D520A", "audio/AMR")]
    [InlineData("2321414D522D57420A", "audio/AMR-WB")]
    [InlineData("00000020667479704D344120", "audio/m4a")]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("FFD8FFE0", "image/jpeg")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("424D", "image/bmp")]
    [InlineData("49492A00", "image/tiff")]
    [InlineData("4D4D002A", "image/tiff")]
    [InlineData("200A7B22696E70757473223A", "application/json")]
    [InlineData("68656C6C6F", null)]
    [InlineData("00", null)]
    public void Bytes_tell_what_they_are(string hex, string? expected) => Assert.Equal(expected, Signatures.TypeOf(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("video/webm", "audio/webm")]
    [InlineData("audio/webm; codecs=opus", "audio/webm")]
    [InlineData("audio/x-wav", "audio/x-wav")]
    [InlineData("Audio/WAV", "audio/wav")]
    [InlineData("audio/mp4", "audio/m4a")]
    [InlineData("audio/amr-wb", "audio/AMR-WB")]
    [InlineData("application/json;charset=utf-8", "application/json")]
    [InlineData("text/plain; charset=utf-8", "text/plain; charset=utf-8")]
    [InlineData("", "")]
    public void The_toolkit_hears_the_names_that_it_knows(string type, string expected) => Assert.Equal(expected, ToolkitTypes.Of(type));

    [Theory]
    [InlineData("automatic-speech-recognition", "audio/x-audio")]
    [InlineData("audio-classification", "audio/x-audio")]
    [InlineData("image-classification", "image/x-image")]
    [InlineData("object-detection", "image/x-image")]
    [InlineData("text-generation", null)]
    [InlineData(null, null)]
    public void Else_the_task_tells(string? task, string? expected) => Assert.Equal(expected, ToolkitTypes.OfTask(task));
}
