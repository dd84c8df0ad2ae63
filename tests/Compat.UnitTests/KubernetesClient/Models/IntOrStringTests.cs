using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using k8s;
using k8s.Models;

namespace Compat.UnitTests.KubernetesClient.Models;

public sealed class IntOrStringTests
{
    [Theory]
    [InlineData("""{"targetPort":8080}""", "8080")]
    [InlineData("""{"targetPort":-1}""", "-1")]
    [InlineData("""{"targetPort":"http"}""", "http")]
    [InlineData("""{"targetPort":"25%"}""", "25%")]
    public void Numbers_and_texts_keep_their_form(string json, string value)
    {
        var port = KubernetesJson.Deserialize<V1ServiceSpec>($$"""{"ports":[{{json}}]}""").Ports![0];
        Assert.Equal(value, port.TargetPort!.Value);
        Assert.Contains(json[1..^1], KubernetesJson.Serialize(new V1ServiceSpec { Ports = [port] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("007")]
    [InlineData("+5")]
    [InlineData("-0")]
    [InlineData(" 5")]
    [InlineData("5\0")]
    [InlineData("")]
    public void A_text_that_only_resembles_a_number_stays_a_text(string text) => Assert.Equal(JsonValueKind.String, Kind(text));

    [Fact]
    public void Every_number_is_written_as_a_number_and_read_back() => Prop.ForAll<long>(number =>
    {
        IntOrString value = number;
        Assert.Equal(JsonValueKind.Number, Kind(value));
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), RoundTrip(value).Value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_comes_back() => Prop.ForAll<NonNull<string>>(text => Assert.Equal(text.Get, RoundTrip(text.Get).ToString())).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("{}")]
    public void Anything_else_is_refused(string json) =>
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<V1ServiceSpec>($$"""{"ports":[{"targetPort":{{json}}}]}"""));

    [Fact]
    public void It_converts_from_and_to_what_it_holds()
    {
        Assert.Equal("80", (string?)(IntOrString)80);
        Assert.Equal("http", (string?)(IntOrString)"http");
        Assert.Null((string?)(IntOrString?)null);
        Assert.Equal((IntOrString)80, (IntOrString)80L);
    }

    private static IntOrString RoundTrip(IntOrString value) => KubernetesJson.Deserialize<V1ServiceSpec>(Json(value)).Ports![0].TargetPort!;

    private static JsonValueKind Kind(IntOrString value)
    {
        using var document = JsonDocument.Parse(Json(value));
        return document.RootElement.GetProperty("ports")[0].GetProperty("targetPort").ValueKind;
    }

    private static string Json(IntOrString value) => KubernetesJson.Serialize(new V1ServiceSpec { Ports = [new V1ServicePort { TargetPort = value }] });
}
